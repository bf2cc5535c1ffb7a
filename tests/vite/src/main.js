import everyCore from "every-core";

const result = document.querySelector("#result");
try {
  const strategy = everyCore.environment().sharedMemory ? "shared" : "isolated";
  const { verified, workers } = await everyCore.run({ steps: 1_000_000, workers: 2, strategy });
  const pool = new everyCore.Pool(2);
  const squares = await pool.map((n) => n * n, [1, 2, 3]);
  pool.close();
  await pool.join();
  result.value = JSON.stringify({ strategy, verified, workers, squares });
} catch (error) {
  result.value = String(error);
}
