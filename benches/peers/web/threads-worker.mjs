import { expose } from "threads/worker";
import { doMath, identity } from "./loop.mjs";

expose({ doMath, identity });
