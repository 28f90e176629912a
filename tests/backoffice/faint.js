() => {
  const linear = (part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const parts = (text) => text.match(/[\d.]+/g).map(Number);
  const light = (text) => { const [r, g, b] = parts(text).map(linear); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const isSolid = (colour) => (parts(colour)[3] ?? 1) > 0.9;
  const ground = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const colour = getComputedStyle(n).backgroundColor;
      if (isSolid(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const words = [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (!words || !node.checkVisibility() || node.closest("option, script, template")) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${words.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return faint;
}
