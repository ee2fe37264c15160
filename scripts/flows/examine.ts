import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** What has to pass before a release is published, in this order. */
const EXAMINATIONS = [
  ["check", "machines:check"],
  ["types", "types"],
  ["paths", "machines:paths"],
] as const;

/**
 * Runs check, types and paths over machines/, and the rehearsals against a git revision, over the records of a walk and
 * over those of the running system; returns what they print. `mayMoneyChange`: records may send other money.
 * @throws {Error} with the output of the first that fails
 */
export async function examine(
  since: string,
  { mayMoneyChange }: { mayMoneyChange: boolean },
): Promise<string[]> {
  const rehearsed = [since, ...(mayMoneyChange ? ["--money-changes"] : [])];
  const report: string[] = [];
  for (const [name, script] of EXAMINATIONS) report.push(...(await runScript(name, script)));
  report.push(...(await runScript(`rehearsal since ${since}`, "flows:rehearse", ...rehearsed)));
  const live = `rehearsal of live records since ${since}`;
  report.push(...(await runScript(live, "flows:rehearse", ...rehearsed, "--live")));
  return report;
}

async function runScript(name: string, script: string, ...args: string[]): Promise<string[]> {
  console.log(`${name} …`);
  const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  if (code !== 0)
    throw new Error(`Not published: the ${name} failed (npm run ${script}).\n${output}${errors}`);
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? [`${name}: passed`] : lines.map((line) => `${name}: ${line}`);
}
