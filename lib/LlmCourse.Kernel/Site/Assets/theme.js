// Runs before the page is drawn: the reader's choice of light or dark, from ?theme= or from an earlier visit.
(() => {
  let theme = new URLSearchParams(location.search).get("theme");
  try {
    theme ??= localStorage.getItem("llmcourse-theme");
  } catch {
    // A browser may keep no storage for pages from the disk.
  }

  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
})();
