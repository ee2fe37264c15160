import { parentPort, workerData } from "node:worker_threads";
import { evaluateBundle } from "./evaluate-bundle.ts";

/** Evaluates a bundle where it can do no harm, and posts what is wrong with it, or an empty text. */

const { bundle, limitMs } = workerData as { bundle: string; limitMs: number };
parentPort?.postMessage(problemOf(bundle, limitMs));

function problemOf(bundle: string, limitMs: number): string {
  try {
    evaluateBundle(bundle, limitMs);
    return "";
  } catch (error) {
    // Of another context: not an instance of this one's Error.
    const { code, message } = Object(error) as { code?: unknown; message?: unknown };
    return code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? `does not load within ${limitMs} ms`
      : `throws when it is loaded: ${String(message ?? error)}`;
  }
}
