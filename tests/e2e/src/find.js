// Finds what a person means by a name: (kind, name) -> element or null. `kind` is "press" or "field".
const [kind, name] = arguments;
const squeeze = (text) => (text || "").replace(/[\s\u00a0]+/g, "");
const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
const labels = (e) => {
  const by = (e.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const texts = by.map((id) => document.getElementById(id)?.innerText);
  texts.push(e.getAttribute("aria-label"), e.getAttribute("placeholder"), e.getAttribute("title"));
  if (e.labels) for (const label of e.labels) texts.push(label.innerText);
  if (kind === "press") texts.push(e.innerText, e.alt, e.type === "submit" ? e.value : "");
  return texts.map(squeeze).filter(Boolean);
};
const selector =
  kind === "field"
    ? "input:not([type=file]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]"
    : "button, a[href], summary, label, select, input[type=radio], input[type=checkbox], input[type=submit], " +
      "[role=button], [role=link], [role=tab], [role=radio], [role=checkbox], [role=switch], [role=menuitem], [role=option]";
// What lies on top is meant first.
const dialogs = [...document.querySelectorAll("dialog[open], [role=dialog], [role=alertdialog]")].filter(shown);
const wanted = squeeze(name);
// A person waits until a thing stands still before tapping it.
const moves = (e) =>
  document.getAnimations().some((animation) => {
    const { effect } = animation;
    const ends = effect && effect.getTiming().iterations !== Infinity;
    return ends && animation.playState === "running" && effect.target?.contains(e);
  });
// A person scrolls a thing out from under the dock before tapping it.
const within = (e) => {
  if (moves(e)) return null;
  const { top, bottom } = e.getBoundingClientRect();
  const on = document.elementFromPoint(innerWidth / 2, (top + bottom) / 2);
  if (!on || !(e === on || e.contains(on))) e.scrollIntoView({ block: "center", behavior: "instant" });
  return e;
};
for (const scope of [...dialogs.reverse(), document]) {
  const all = [...scope.querySelectorAll(selector)].filter(shown);
  const exact = all.find((e) => labels(e).includes(wanted));
  if (exact) return within(exact);
  const part = all.filter((e) => labels(e).some((text) => text.includes(wanted)));
  // What says it in its own words comes before what is only named so, as a box beside a line.
  const size = (e) => (e.innerText || "").length || Infinity;
  part.sort((a, b) => (size(a) < size(b) ? -1 : 1));
  if (part.length) return within(part[0]);
}
return null;
