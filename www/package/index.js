// The API for a page made by a bundler. The program's files must stay as they are, because its workers load them by their addresses;
// the plugin in vite.js, or a copy of the folder `site`, puts them at `every-core/` beside the page.

const base = new URL(import.meta.env?.BASE_URL ?? "/", document.baseURI);
const { default: everyCore } = await import(/* @vite-ignore */ /* webpackIgnore: true */ new URL("every-core/every-core.mjs", base).href);
export default everyCore;
