// Every text that a narrow screen loses: the page scrolls sideways, words run over its edge, or
// something that hides what overflows cuts them without an ellipsis. (width) -> lines.
const [width] = arguments;
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { content-visibility: visible !important }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const found = new Set();
const wide = document.documentElement.scrollWidth;
if (wide > width) found.add(`the page is ${wide} px wide`);
const called = (e) => e.tagName.toLowerCase() + [...e.classList].map((name) => `.${name}`).join("");
const hides = (overflow) => overflow === "hidden" || overflow === "clip";
const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
// Whether `e` or what lies around it loses a part of `box`; null when somebody scrolls to it.
const loses = (e, box) => {
  for (let around = e; around; around = around.parentElement) {
    const style = getComputedStyle(around);
    const frame = around.getBoundingClientRect();
    if (frame.width <= 1 || frame.height <= 1) return null; // for those who listen
    if (scrolls(style.overflowX) || scrolls(style.overflowY)) return null;
    if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return null;
    const cut = box.right > frame.right + 1 || box.left < frame.left - 1;
    if (hides(style.overflowX) && cut) return `is cut by ${called(around)}`;
    // A fact of a head that has no room is left out whole, by design.
    if (hides(style.overflowY) && box.top >= frame.bottom - 1) return null;
    if (hides(style.overflowY) && box.bottom > frame.bottom + 2) return `is cut below by ${called(around)}`;
  }
  return box.right > width + 1 || box.left < -1 ? "runs over the edge" : null;
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode;
  const e = text.parentElement;
  if (!text.data.trim() || e.closest("svg, script, style, noscript")) continue;
  if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
  const range = document.createRange();
  range.selectNodeContents(text);
  for (const box of range.getClientRects()) {
    const how = box.width > 0 && loses(e, box);
    if (how) found.add(`${called(e)} \`${text.data.trim().slice(0, 40)}\` ${how}`);
  }
}
return [...found];
