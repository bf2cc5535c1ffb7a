import everyCore from "every-core/vite";

export default { base: "./", plugins: [everyCore()] };
