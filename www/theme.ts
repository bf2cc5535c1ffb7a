// Applies the reader's choice of light or dark before the first paint. Where storage is blocked, the choice lasts until the page
// is left.

const THEME_KEY = "every-core.theme.1";
const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
root.classList.add("js");

/** Uses the browser's storage, and returns null where it is blocked. */
const stored = <T>(use: (storage: Storage) => T): T | null => {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
};
const chosen = stored((storage) => storage.getItem(THEME_KEY));
if (chosen === "light" || chosen === "dark") root.dataset["theme"] = chosen;

addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  if (!button) return;
  const isDark = () => (root.dataset["theme"] ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    // A choice that equals the system's setting is not stored, so that the page follows the system again.
    if ((wanted === "dark") === systemIsDark.matches) {
      delete root.dataset["theme"];
      stored((storage) => storage.removeItem(THEME_KEY));
    } else {
      root.dataset["theme"] = wanted;
      stored((storage) => storage.setItem(THEME_KEY, wanted));
    }
    show();
  });
  systemIsDark.addEventListener("change", show);
  button.hidden = false;
  show();
});
