import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Done, type Said } from "./messages.ts";

/** The server, in a process of its own that restarts when it is killed. */
export interface ServerProcess {
  start(): void;
  /** Whether it accepts requests. */
  isUp(): boolean;
  /** Resolves when it accepts requests, or is stopped. */
  untilUp(): Promise<void>;
  /** Resolves when the server has done it, or is gone: the next one gets it from its environment. */
  post(message: Said): Promise<void>;
  /** kill -9. */
  kill(): void;
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  url: string;
  /** Asked at each start. */
  env: () => { [name: string]: string | undefined };
  onStart: (pid: number | undefined) => void;
  /** The server has come up or gone down. */
  onChange: (isUp: boolean) => void;
  /** It has exited on its own, and would again. */
  onFailure: (exitCode: number | null) => void;
}

const LOOK_EVERY_MS = 100;

export function createServerProcess(options: ServerProcessOptions): ServerProcess {
  const waiting = new Map<number, () => void>();
  let child: ChildProcess | undefined;
  let isUp = false;
  let isStopping = false;
  let lastId = 0;

  const change = (now: boolean) => {
    if (isUp === now) return;
    isUp = now;
    options.onChange(now);
  };
  const answerAll = () => {
    for (const resolve of waiting.values()) resolve();
    waiting.clear();
  };
  const untilUp = async () => {
    while (!isUp && !isStopping) await sleep(LOOK_EVERY_MS);
  };
  const start = () => {
    const started = fork(new URL("server.ts", import.meta.url), {
      execArgv: ["--import", "tsx"],
      env: options.env(),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = started;
    options.onStart(started.pid);
    started.on("message", (message) => {
      const id = Done.safeParse(message).data?.done;
      if (id === undefined) return;
      waiting.get(id)?.();
      waiting.delete(id);
    });
    started.once("exit", (code, signal) => {
      answerAll();
      change(false);
      if (isStopping) return;
      if (signal === null) return options.onFailure(code);
      console.log(`The server was stopped by ${signal}: restarting it.`);
      start();
    });
    void look(started);
  };
  /** Polls a server until it is ready. */
  const look = async (asked: ChildProcess) => {
    while (child === asked && !isGone(asked) && !isStopping) {
      const response = await fetch(`${options.url}/ready`).catch(() => undefined);
      await response?.body?.cancel();
      // The polled process may have been killed meanwhile.
      if (response?.ok && child === asked && !isGone(asked)) return change(true);
      await sleep(LOOK_EVERY_MS);
    }
  };

  return {
    start,
    isUp: () => isUp,
    untilUp,
    async post(message) {
      const id = ++lastId;
      if (!child?.connected) return;
      const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
      child.send({ ...message, id }, (error) => {
        if (error) answerAll();
      });
      await answered;
    },
    kill() {
      child?.kill("SIGKILL");
    },
    async stop() {
      isStopping = true;
      if (!child || isGone(child)) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
