import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface EvaluationLimits {
  evaluationMs: number;
  evaluationMib: number;
}

const extension = extname(import.meta.url);
const file = new URL(`./bundle-worker${extension}`, import.meta.url);
/** Node runs no TypeScript: in development, the thread loads its file by tsx. */
const code = `import("tsx/esm/api").then(({ register }) => register()).then(() => import("${file.href}"))`;

/** Evaluates a bundle in a thread of its own: what is wrong with it, or an empty text. */
export async function tryBundle(
  bundle: string,
  { evaluationMs: limitMs, evaluationMib: maxOldGenerationSizeMb }: EvaluationLimits,
): Promise<string> {
  const isSource = extension === ".ts";
  const thread = new Worker(isSource ? code : file, {
    ...{ eval: isSource, execArgv: [], workerData: { bundle, limitMs } },
    resourceLimits: { maxOldGenerationSizeMb },
  });
  try {
    const [problem] = await once(thread, "message");
    return String(problem);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_WORKER_OUT_OF_MEMORY") throw error;
    return `needs more than ${maxOldGenerationSizeMb} MiB of memory to load`;
  } finally {
    await thread.terminate();
  }
}
