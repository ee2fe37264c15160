import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPort, findPorts } from "../../../src/loopback/port.ts";
import { endWithThis } from "./children.ts";

/** A server in a process of its own. */
export interface ServerProcess {
  port: number;
  /** Of all its processes: with several, one starts the others. */
  pids: number[];
  /** From the start of the process until it answered at `readyPath`. */
  readyAfterMs: number;
  stop(): Promise<void>;
}

export interface Command {
  /** Arguments of node. */
  args: string[];
  env: { [name: string]: string };
  /** Any answer but a 5xx shows that the server is ready. */
  readyPath: string;
}

const READY_WITHIN_MS = 20_000;

/** Starts a server on a free port. It logs to a file, as in production, which is shown if it does not start. */
export async function startServer(
  { args, env, readyPath }: Command,
  { processes = 1 }: { processes?: number } = {},
): Promise<ServerProcess> {
  const port = await findPort();
  const opsPorts = processes > 1 ? await findPorts(processes) : [];
  const [opsPort] = opsPorts;
  const settings = opsPort && { WEB_CONCURRENCY: `${processes}`, OPS_PORT: `${opsPort}` };
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const log = join(folder, "log");
  const output = openSync(log, "w");
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...env, ...settings, PATH: process.env.PATH, NODE_ENV: "production", PORT: `${port}` },
    stdio: ["ignore", output, output],
  });
  endWithThis(child);
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const until = startedAt + READY_WITHIN_MS;
  const probed = opsPorts.length > 0 ? opsPorts : [port];
  const isReady = async () =>
    (await Promise.all(probed.map((one) => answers(one, readyPath)))).every(Boolean);
  while (!(await isReady())) {
    if (child.exitCode === null && performance.now() < until) {
      await sleep(5);
      continue;
    }
    const lines = readFileSync(log, "utf8").slice(-2_000);
    await stop();
    throw new Error(`node ${args.join(" ")} did not start:\n${lines}`);
  }
  const readyAfterMs = performance.now() - startedAt;
  return { port, pids: pidsOf(child.pid ?? 0), readyAfterMs, stop };
}

/** A process and its children. */
function pidsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
  return [pid, ...children.map(Number).filter((child) => child > 0)];
}

async function answers(port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
