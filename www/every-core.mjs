// The page's API as a module: `import everyCore from "./every-core.mjs"`, in a script of the page. The same object as
// `window.everyCore`, as soon as the program has started.
export default await new Promise((resolve) => {
  const started = () => resolve(window.everyCore);
  if (window.everyCore) started();
  else addEventListener("TrunkApplicationStarted", started, { once: true });
});
