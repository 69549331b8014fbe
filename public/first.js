// Before the first paint: theme, text size, glove and hand from the stored settings; language of the page.
(function () {
  var root = document.documentElement;
  var settings = {};
  try {
    settings = JSON.parse(localStorage.getItem("patrolbook.settings")) || {};
  } catch (_) {
    // Storage is refused: the app says so itself.
  }
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  var sun = matchMedia("(prefers-contrast: more)").matches;
  var theme = settings.theme || "auto";
  if (theme === "auto") theme = sun ? "sunlight" : dark ? "dark" : "light";
  root.dataset.theme = theme;
  root.dataset.text = settings.text_size || "normal";
  root.dataset.glove = settings.glove ? "on" : "off";
  root.dataset.hand = settings.hand || "right";
  root.lang = settings.lang || first(navigator.languages || [navigator.language]);

  function first(tags) {
    for (var tag of tags) {
      if (/^zh-(hant|tw|hk|mo)/i.test(tag)) return "zh-Hant";
      if (/^zh/i.test(tag)) return "zh-Hans";
      if (/^en/i.test(tag)) return "en";
    }
    return "zh-Hans";
  }
})();
