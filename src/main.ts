import { readConfig } from "./config.ts";
import { loadTraces } from "./load-traces.ts";
import { loadPlayground } from "./playground/load-playground.ts";
import { startServer } from "./server.ts";
import { findStorageProblem } from "./storage.ts";
import { configOfWorker, isPrimary, startWorkers } from "./workers.ts";

const read = readConfig(process.env);
if (!read.ok) {
  for (const problem of read.problems) process.stderr.write(`${problem}\n`);
  process.exit(1);
}
const problem = await findStorageProblem(read.config);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
if (isPrimary(read.config)) startWorkers(read.config);
else
  startServer(configOfWorker(read.config, process.env), {
    playground: await loadPlayground(read.config),
    traces: await loadTraces(read.config),
  });
