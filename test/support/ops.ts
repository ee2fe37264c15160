import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";

/**
 * The output of an operator's command; throws its error output if it fails. Asynchronous, so that a server in this
 * process keeps running.
 */
export function runOps(redisUrl: string, ...args: string[]): Promise<string> {
  return runOpsWith({ REDIS_STATE_URL: redisUrl }, ...args);
}

/** With further settings. */
export async function runOpsWith(
  settings: { [name: string]: string },
  ...args: string[]
): Promise<string> {
  const env = { PATH: process.env.PATH, OPS_USER: "night-shift", ...settings };
  const command = join(inject("serverBuild"), "src/ops.js");
  const ended = promisify(execFile)(process.execPath, [command, ...args], { env });
  const { stdout } = await ended.catch(({ stderr }) => {
    throw new Error(stderr);
  });
  return stdout;
}
