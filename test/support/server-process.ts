import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

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
  { args = ["--import", "tsx", "src/main.ts"], cwd = process.cwd() } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let isListening = false;
  for await (const line of child.stdout) {
    isListening = String(line).includes("Listening");
    if (isListening) break;
  }
  if (!isListening) throw new Error("The server did not come up");
  child.stdout.resume();
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
