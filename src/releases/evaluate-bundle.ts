import { createContext, Script } from "node:vm";
import { OUTSIDE_MODULES } from "./engine.ts";

/** The variable of a bundle that holds its exports. */
export const BUNDLE_VARIABLE = "release";

export type BundleExports = { [name: string]: unknown };

/**
 * Evaluates a bundle in a context of its own, which has the language and the outside modules, but no file, no network
 * and no process. This keeps out mistakes, not attackers: only what is signed may be evaluated.
 * @throws what the bundle throws, or an error with the code `ERR_SCRIPT_EXECUTION_TIMEOUT`
 */
export function evaluateBundle(bundle: string, limitMs: number): BundleExports {
  const context = createContext(
    { ...OUTSIDE_MODULES },
    // The limit of time covers the bundle's promises too: otherwise they would run after it, and could stop the
    // process.
    { codeGeneration: { strings: false, wasm: false }, microtaskMode: "afterEvaluate" },
  );
  const script = new Script(`${bundle}\n;${BUNDLE_VARIABLE};`, { filename: "release.js" });
  return Object(script.runInContext(context, { timeout: limitMs })) as BundleExports;
}
