// Bare wasm-bindgen-rayon as its documentation shows it: in a worker, because rayon blocks. This file is not bundled, because
// rayon's threads import the main script by its address.
import init, { initThreadPool, withRayon } from "./wasm/every_core_peers.js";

addEventListener("message", async ({ data }) => {
  if (data.module) {
    await init({ module_or_path: data.module });
    await initThreadPool(data.workers);
    postMessage("ready");
  } else {
    postMessage(withRayon(data.steps, data.tiles));
  }
});
