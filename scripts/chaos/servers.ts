import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { findPort } from "../../src/loopback/port.ts";
import { type Direction, startProxy, type TcpProxy } from "./proxy.ts";

/** The services that a server talks to, each through a proxy of its own; a cluster it reaches directly. */
export const TARGETS = ["redis", "credex", "whatsapp"] as const;
export type Target = (typeof TARGETS)[number];

const SETTINGS: { [target in Target]: [name: string, scheme: string] } = {
  redis: ["REDIS_STATE_URL", "redis"],
  credex: ["MYCREDEX_APP_URL", "http"],
  whatsapp: ["WHATSAPP_API_URL", "http"],
};

/** A server process that restarts whenever it is killed. */
export interface Server {
  index: number;
  url: string;
  /** Serves `/metrics`. */
  opsPort: number;
  proxies: { [target in Target]?: TcpProxy };
  process(): ChildProcess;
  isUp(): boolean;
  /** SIGKILL, and a new process at once or after something; resolves when that listens. */
  kill(after?: Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  index: number;
  env: { [name: string]: string };
  ports: { [target in Target]?: number };
  onCut(target: Target, direction: Direction): void;
}

/** Starts the built server as in production. */
export async function startServer({ index, env, ports, onCut }: ServerOptions): Promise<Server> {
  const [port, opsPort] = [await findPort(), await findPort()];
  const full = { ...env, PORT: `${port}`, OPS_PORT: `${opsPort}` };
  const proxies: Server["proxies"] = {};
  for (const target of TARGETS) {
    const targetPort = ports[target];
    if (targetPort === undefined) continue;
    const onOwnCut = (direction: Direction) => onCut(target, direction);
    const proxy = await startProxy({ targetPort, onCut: onOwnCut });
    proxies[target] = proxy;
    const [name, scheme] = SETTINGS[target];
    Object.assign(full, { [name]: `${scheme}://127.0.0.1:${proxy.port}` });
  }
  let isUp = false;
  let child = await start();

  return {
    index,
    url: `http://127.0.0.1:${port}`,
    opsPort,
    proxies,
    process: () => child,
    isUp: () => isUp,
    async kill(after) {
      isUp = false;
      if (child.exitCode !== null) throw new Error(`Server ${index} exited on its own`);
      await end(child);
      await after;
      child = await start();
    },
    async stop() {
      isUp = false;
      await end(child);
      for (const target of TARGETS) await proxies[target]?.close();
    },
  };

  async function start(): Promise<ChildProcess> {
    const started = spawn(process.execPath, ["--max-semi-space-size=32", "dist/src/main.js"], {
      env: full,
      stdio: ["ignore", "pipe", "inherit"],
    });
    // The stream stays open: the server reports each of its two ports.
    for await (const line of started.stdout.iterator({ destroyOnReturn: false }))
      if (String(line).includes("Listening")) break;
    if (started.exitCode !== null) throw new Error(`Server ${index} did not start`);
    started.stdout.resume();
    isUp = true;
    return started;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
