import { readFileSync } from "node:fs";
import { DOMParser } from "@xmldom/xmldom";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawDashboard } from "../../scripts/deploy/draw-dashboard.ts";
import { findPort } from "../../src/loopback/port.ts";
import { type Prometheus, startPrometheus } from "../../src/loopback/prometheus.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { FOLDER, readAlerts, readQueries } from "../deploy/monitoring-files.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { ensureTool } from "../support/tools.ts";
import { fillOffer, register } from "./walks.ts";

/** The dashboard's queries, asked of a real Prometheus that scrapes a real server. */

let world: World;
let server: ServerProcess | undefined;
let prometheus: Prometheus | undefined;
beforeEach(async () => {
  ensureTool("prometheus", "prometheus");
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  await prometheus?.stop();
  await server?.kill();
  await world.close();
});

const SCRAPE_EVERY_MS = 500;

test("each query of the dashboard returns series, and no alert fires for a healthy server", async () => {
  const opsPort = await findPort();
  const from = Date.now();
  server = await startServer({ ...world.env, OPS_PORT: `${opsPort}` });
  prometheus = await startPrometheus({ targets: [opsPort], everyMs: SCRAPE_EVERY_MS });
  const { query: ask, queryRange } = prometheus;
  // A rate needs a sample from before the messages, and one from after them.
  await returnsSeries("vimbiso_webhooks_total");
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));

  await returnsSeries('vimbiso_webhooks_total{status="200"} > 0');
  for (const { expr } of readQueries())
    await returnsSeries(expr.replaceAll("$__rate_interval", "30s"));
  for (const { name, expr } of readAlerts()) expect([name, await ask(expr)]).toEqual([name, []]);

  const dashboard = readFileSync(`${FOLDER}grafana/dashboard.json`, "utf8");
  const mark = { name: "an offer <1>", from, until: Date.now() };
  const picture = await drawDashboard({
    dashboard,
    prometheus: { queryRange },
    scrapeEveryMs: SCRAPE_EVERY_MS,
    from,
    until: Date.now(),
    marks: [mark],
  });
  const svg = new DOMParser().parseFromString(picture, "image/svg+xml");
  const texts = [...svg.getElementsByTagName("text")].map((text) => text.textContent);
  expect(texts).toEqual(expect.arrayContaining(readQueries().map(({ panel }) => panel)));
  expect(texts).toContain("1  0:00  an offer <1>");
  // Each with its line: the webhooks that were accepted, and the memory of the one server.
  expect(texts).toEqual(expect.arrayContaining(["whatsapp 200", `127.0.0.1:${opsPort}`]));
  expect(svg.getElementsByTagName("path").length).toBeGreaterThan(10);

  async function returnsSeries(query: string): Promise<void> {
    await vi.waitFor(
      async () => expect([query, (await ask(query)).length > 0]).toEqual([query, true]),
      {
        timeout: 60_000,
        interval: 200,
      },
    );
  }
});
