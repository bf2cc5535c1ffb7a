// The page's API as a module: `import everyCore from "./every-core.mjs"`, in a script of the page. The same object as
// `window.everyCore`, as soon as the program has started; an error if it does not.
const PATIENCE_MS = 30_000;
export default await new Promise((resolve, reject) => {
  const started = () => resolve(window.everyCore);
  if (window.everyCore) started();
  else {
    addEventListener("TrunkApplicationStarted", started, { once: true });
    setTimeout(() => reject(new Error("Every Core has not started within 30 s; what is wrong stands on its page")), PATIENCE_MS);
  }
});
