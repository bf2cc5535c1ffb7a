// What handles the workers of `everyCore.Pool`, loaded with the first pool.

export * from "../pool/workers.js";
