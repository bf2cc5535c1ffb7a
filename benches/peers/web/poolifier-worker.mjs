import "./worker-window.mjs";
import { ThreadWorker } from "poolifier-web-worker";
import { doMath, identity } from "./loop.mjs";

export default new ThreadWorker({ doMath: ([start, end]) => doMath(start, end), identity });
