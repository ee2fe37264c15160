import { compileFunction } from "node:vm";
import { play } from "../support/play.ts";

/** Runs a copied test as it would run in a test file of its own. */
export function runScript(script: string): void {
  const body = script.replace(/^import .*$/gm, "");
  const now = (_: string, run: () => void) => run();
  compileFunction(body, ["test", "play"])(now, play);
}
