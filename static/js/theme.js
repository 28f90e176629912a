/* Sets the theme on <html> before the first paint. A classic script, so that nothing flashes. */
(function () {
  var kept = null;
  try { kept = localStorage.theme; } catch (e) { /* private mode */ }
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = kept || (dark ? "dark" : "light");
})();
