import { expose } from "comlink";
import { doMath, identity } from "./loop.mjs";

expose({ doMath, identity });
