import { parentPort, workerData } from "node:worker_threads";
import { evaluateBundle } from "./evaluate-bundle.ts";

/** Evaluates a bundle where it can do no harm, and posts what is wrong with it, or an empty text. */

const { bundle, limitMs } = workerData as { bundle: string; limitMs: number };
const problem = problemOf(bundle, limitMs);
// Node reports a rejection without a handler before the next immediate. In the server, it would end the process.
process.once("unhandledRejection", (error) => parentPort?.postMessage(describe(error)));
setImmediate(() => parentPort?.postMessage(problem));

function problemOf(bundle: string, limitMs: number): string {
  try {
    evaluateBundle(bundle, limitMs);
    return "";
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    return code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? `does not load within ${limitMs} ms`
      : describe(error);
  }
}

function describe(error: unknown): string {
  // Of another context: not an instance of this one's Error.
  const { message } = Object(error) as { message?: unknown };
  return `throws when it is loaded: ${String(message ?? error)}`;
}
