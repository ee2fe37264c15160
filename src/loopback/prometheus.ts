import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { findPort } from "./port.ts";

/** A Prometheus of one's own on a free loopback port, stopped and forgotten by `stop`. */
export interface Prometheus {
  /** The value of an expression now. Throws if Prometheus rejects the expression. */
  query(expr: string): Promise<Sample[]>;
  /** Its values from one time to another; times in milliseconds. */
  queryRange(expr: string, range: TimeRange): Promise<Series[]>;
  stop(): Promise<void>;
}

export interface TimeRange {
  from: number;
  until: number;
  stepMs: number;
}

export interface Sample {
  labels: Labels;
  value: number;
}

export interface Series {
  labels: Labels;
  /** In the order of time, in milliseconds. Without a value there is no point. */
  points: { at: number; value: number }[];
}

export type Labels = Readonly<Record<string, string>>;

export interface PrometheusOptions {
  /** The ports of the servers' `/metrics`. */
  targets: readonly number[];
  /** How often it scrapes them and evaluates the rules. */
  everyMs: number;
  /** The text of a file of rules. */
  rules?: string;
}

const READY_TRIES = 300;
const READY_EVERY_MS = 100;

const Point = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string());
const Vector = z.array(z.object({ metric, value: Point }));
const Matrix = z.array(z.object({ metric, values: z.array(Point) }));
const Answer = z.object({
  data: z.object({ result: z.unknown() }).optional(),
  error: z.string().optional(),
});

/** Starts Debian's `prometheus` on servers of this machine, under the job name of the shipped configuration. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { targets, everyMs, rules } = options;
  const port = await findPort();
  const folder = await mkdtemp(join(tmpdir(), "prometheus-"));
  const every = `${everyMs}ms`;
  const config = {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: rules === undefined ? [] : ["rules.yaml"],
    scrape_configs: [
      {
        job_name: "vimbiso",
        static_configs: [{ targets: targets.map((target) => `127.0.0.1:${target}`) }],
      },
    ],
  };
  if (rules !== undefined) await writeFile(join(folder, "rules.yaml"), rules);
  // JSON is YAML.
  await writeFile(join(folder, "prometheus.yaml"), JSON.stringify(config));
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yaml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  await once(child, "spawn");
  const exited = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const prometheus: Prometheus = {
    async query(expr) {
      const result = Vector.parse(await ask("query", { query: expr }));
      return result.map((one) => ({ labels: one.metric, value: Number(one.value[1]) }));
    },
    async queryRange(expr, { from, until, stepMs }) {
      const seconds = { start: from / 1_000, end: until / 1_000, step: stepMs / 1_000 };
      const result = Matrix.parse(await ask("query_range", { query: expr, ...seconds }));
      return result.map((one) => ({
        labels: one.metric,
        points: one.values.map(([at, value]) => ({ at: at * 1_000, value: Number(value) })),
      }));
    },
    async stop() {
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady();
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
  return prometheus;

  async function untilReady(): Promise<void> {
    for (let tries = 0; tries < READY_TRIES && child.exitCode === null; tries++) {
      const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
      if (ready?.status === 200) return;
      await sleep(READY_EVERY_MS);
    }
    throw new Error("Prometheus did not start");
  }

  async function ask(path: string, params: { [name: string]: string | number }): Promise<unknown> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(params)) search.set(name, `${value}`);
    const response = await fetch(`${url}/api/v1/${path}?${search}`);
    const { data, error } = Answer.parse(await response.json());
    if (!data) throw new Error(error);
    return data.result;
  }
}
