// Light or dark: the reader's choice, before the first paint. Where storage is blocked it holds until the page is left.

const THEME_KEY = "every-core.theme.1";
const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
root.classList.add("js");

const stored = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
};
const chosen = stored((storage) => storage.getItem(THEME_KEY));
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  if (!button) return;
  const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const show = () => button.setAttribute("aria-pressed", isDark());
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    // What the system says anyway is no choice: from then on the page follows it again.
    if ((wanted === "dark") === systemIsDark.matches) {
      delete root.dataset.theme;
      stored((storage) => storage.removeItem(THEME_KEY));
    } else {
      root.dataset.theme = wanted;
      stored((storage) => storage.setItem(THEME_KEY, wanted));
    }
    show();
  });
  systemIsDark.addEventListener("change", show);
  button.hidden = false;
  show();
});
