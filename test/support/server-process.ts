import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The server in a process of its own, as it is run. */
export interface ServerProcess {
  process: ChildProcess;
  url: string;
  /** Ends it at once (`kill -9`), if it is still there. */
  kill(): Promise<void>;
}

/** Starts a server; resolves when it listens. */
export async function startServer(
  env: { [name: string]: string },
  {
    args = ["--import", "tsx", "src/main.ts"],
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
