import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { readAlerts, readQueries } from "../deploy/monitoring-files.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { ensureTool } from "../support/tools.ts";
import { fillOffer, register } from "./walks.ts";

/** The dashboard's queries, asked of a real Prometheus that scrapes a real server. */

let world: World;
let server: ServerProcess | undefined;
let prometheus: ChildProcess | undefined;
let folder: string;
beforeEach(async () => {
  ensureTool("prometheus", "prometheus");
  world = await openWorld(ownDatabase());
  folder = await mkdtemp(join(tmpdir(), "prometheus-"));
});
afterEach(async () => {
  if (prometheus && prometheus.exitCode === null) {
    prometheus.kill("SIGKILL");
    await once(prometheus, "exit");
  }
  await server?.kill();
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

test("each query of the dashboard returns series, and no alert fires for a healthy server", async () => {
  const [opsPort, port] = [await findPort(), await findPort()];
  server = await startServer({ ...world.env, OPS_PORT: `${opsPort}` });
  const ask = await startPrometheus(port, opsPort);
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("Send offer");
  await member.hears("Offer sent");

  for (const { panel, expr } of readQueries()) {
    const query = expr.replaceAll("$__rate_interval", "30s");
    await vi.waitFor(
      async () =>
        expect([panel, query, (await ask(query)).length > 0]).toEqual([panel, query, true]),
      { timeout: 30_000, interval: 200 },
    );
  }
  for (const { name, expr } of readAlerts()) expect([name, await ask(expr)]).toEqual([name, []]);
});

/** Starts Prometheus on a configuration that scrapes this server every 500 ms. Returns what asks it. */
async function startPrometheus(port: number, target: number) {
  const config = {
    global: { scrape_interval: "500ms", scrape_timeout: "500ms" },
    scrape_configs: [
      { job_name: "vimbiso", static_configs: [{ targets: [`127.0.0.1:${target}`] }] },
    ],
  };
  // JSON is YAML.
  await writeFile(join(folder, "prometheus.yaml"), JSON.stringify(config));
  prometheus = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yaml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/-/ready`)).status).toBe(200), 30_000);
  return async (query: string): Promise<unknown[]> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const body = (await answer.json()) as { data?: { result: unknown[] }; error?: string };
    if (!body.data) throw new Error(body.error);
    return body.data.result;
  };
}
