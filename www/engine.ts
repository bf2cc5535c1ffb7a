// The program without its page, for `every-core.mjs` on pages of others.

import "./export.js";
import { started } from "./start.js";

await started;
export default window.everyCore;
