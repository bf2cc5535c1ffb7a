// The script of the workers of `everyCore.Pool`.

import { coordinate } from "../coordinate.js";
import { serve } from "../pool/serve.js";

serve(() => coordinate(new URL("..", import.meta.url).href));
