import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

/** The server in a process of its own, as it is run. */
export interface ServerProcess {
  process: ChildProcess;
  url: string;
  /** Ends it at once (`kill -9`), if it is still there. */
  kill(): Promise<void>;
}

/** The arguments of Node for a server from its source: the playground is not in the build of a run. */
export const FROM_SOURCE = ["--import", "tsx", "src/main.ts"];

/** Starts a server, the one that was built for this run unless told otherwise; resolves when it listens. */
export async function startServer(
  env: { [name: string]: string },
  {
    args = [join(inject("serverBuild"), "src/main.js")],
    cwd = process.cwd(),
    onLine = () => {},
  }: { args?: string[]; cwd?: string; onLine?: (line: string) => void } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout }).on("line", onLine);
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.includes("Listening")) resolve();
    });
    lines.once("close", () => reject(new Error("The server did not come up")));
  });
  return {
    process: child,
    url: `http://${env.HOST}:${env.PORT}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
