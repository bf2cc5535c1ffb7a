import workerpool from "workerpool";
import { doMath, identity } from "./loop.mjs";

workerpool.worker({ doMath, identity });
