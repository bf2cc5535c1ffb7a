// Loads the exercises when they are wanted, and not before: by the button, a link (`#exercise=NAME`), or a frame (`?embed=1`).

const section = document.getElementById("exercises");
const button = document.getElementById("exercises-open");
let opening;
const open = () => {
  opening ??= import("./main.js").then(({ mount }) => mount(section, button)).catch((error) => {
    document.getElementById("exercises-notice").textContent =
      `The exercises did not load (${error.message}). Check the connection and reload the page.`;
  });
};
const openLinked = () => location.hash.startsWith("#exercise=") && open();

button.addEventListener("click", open);
addEventListener("hashchange", openLinked);
openLinked();
if (new URLSearchParams(location.search).get("embed") === "1") {
  for (const other of document.querySelectorAll("header.top, main > :not(#exercises), footer")) other.hidden = true;
  open();
}
