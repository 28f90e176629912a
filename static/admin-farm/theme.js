/* The button for light or dark; the choice is the same one that the pages keep. */
for (const button of document.querySelectorAll(".farm-theme")) {
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    try { localStorage.theme = theme; } catch { /* private mode: for this page only */ }
  });
}
