import { DOMParser } from "@xmldom/xmldom";
import { expect, test } from "vitest";
import type { Growth, Memory } from "../../scripts/bench/figures/growth-figures.ts";
import { plotCpu } from "../../scripts/bench/report/cpu-plot.ts";
import { reportGrowth, reportMemory } from "../../scripts/bench/report/growth-report.ts";
import { fillIn } from "../../scripts/bench/report/publish.ts";
import { formatTable } from "../../scripts/bench/report/table.ts";
import {
  formatFigure,
  loadLimited,
  reportBuilds,
  reportTelemetry,
  reportThroughput,
} from "../../scripts/bench/report/throughput-report.ts";
import { resultsWith } from "./results.ts";

const DOCUMENT = `before
<!-- bench throughput -->
old
<!-- end of bench throughput -->
between
<!-- bench growth -->
<!-- end of bench growth -->
<!-- bench memory -->
<!-- end of bench memory -->
<!-- bench telemetry -->
<!-- end of bench telemetry -->
after`;

const growth: Growth = {
  conversations: [
    { size: 1_000, messagesPerSecond: 1_000, serverCpuUs: 400, redisCpuUs: 80 },
    { size: 1_000_000, messagesPerSecond: 900, serverCpuUs: 420, redisCpuUs: 100 },
  ],
  recordBytes: [],
  processes: [],
  batches: [],
  readyMs: [500, 700, 510],
  installedBytes: 30 * 1024 * 1024,
};

const memory: Memory = {
  conversations: 26_000,
  conversationBytes: 9_526.4,
  parts: [{ name: "user:<id>", bytes: 3_160 }],
};

test("a table has aligned columns", () => {
  expect(
    formatTable([
      ["what", "n"],
      ["a", "10"],
      ["longer", "1"],
    ]),
  ).toBe(["| what   |  n |", "| ------ | -: |", "| a      | 10 |", "| longer |  1 |"].join("\n"));
});

test("figures have two digits, or all before the point", () => {
  expect([0.04871, 0.5, 1, 8.06, 47.4, 1234].map(formatFigure)).toEqual([
    ...["0.049", "0.5", "1", "8.1", "47", "1234"],
  ]);
});

test("the table shows the median ratio with its spread, and milliseconds", () => {
  const report = reportThroughput(resultsWith([8, 9, 10], { halfLoadP99Ms: 4.27 }));
  const ours = report.split("\n").find((line) => line.includes("ours")) ?? "";
  expect(ours).toContain(" 9 (8 to 10) ");
  expect(ours).toContain(" 4.3 ms ");
});

test("names the servers for which the load generator was busy", () => {
  expect(loadLimited(resultsWith([8], { loadCpuShare: 0.95 }))).toEqual(["ours & <marks>"]);
  expect(loadLimited(resultsWith([8]))).toEqual([]);
});

test("memory is shown as how much fits, and by key", () => {
  const report = reportMemory(memory);
  expect(report).toMatch(/live conversations in 256 MB +\| +26,000 \|/);
  expect(report).toMatch(/bytes of a live conversation +\| +9,526 \|/);
  expect(report).toMatch(/`user:<id>` +\| +3,160 \|/);
});

test("telemetry is shown as multiples of the server without it, and published in its part", () => {
  const telemetry = resultsWith([1.04, 1.05, 1.07]);
  const report = reportTelemetry(telemetry);
  expect(report).toMatch(/^\| floor +\| +1\.00 \| +1\.00 \|$/m);
  expect(report).toMatch(/^\| ours.* 1\.05 \(1\.04 to 1\.07\) \|$/m);
  const filled = fillIn(DOCUMENT, { telemetry });
  expect(filled.split("<!-- bench telemetry -->")[1]).toContain(report);
  expect(filled).toContain("old");
});

test("a build is shown as multiples of the other one, also of what Redis spends on it", () => {
  const report = reportBuilds(resultsWith([0.7, 0.8, 0.9], { redisCpuUs: 10 }));
  expect(report).toMatch(/^\| floor +\| +1\.00 \| +1\.00 \| +1\.00 \|$/m);
  expect(report).toMatch(/^\| ours.* 0\.80 \(0\.70 to 0\.90\) \| +0\.50 \|$/m);
});

test("growth is shown as multiples of the first line", () => {
  const report = reportGrowth(growth);
  expect(report).toMatch(/1,000,000 live conversations \| +0\.9 \| +1\.1 \| +1\.3 \|/);
  expect(report).toMatch(/to ready +\| +510 ms \|/);
});

test("the picture is well-formed, and has a bar for each server", () => {
  const errors: string[] = [];
  const parser = new DOMParser({ onError: (_, message) => errors.push(message) });
  const picture = parser.parseFromString(plotCpu(resultsWith([8, 9, 10])), "image/svg+xml");
  const widths = [...picture.getElementsByTagName("rect")].map((bar) =>
    Number(bar.getAttribute("width")),
  );
  expect(errors).toEqual([]);
  expect(widths).toHaveLength(2);
  expect((widths[1] ?? 0) / (widths[0] ?? 0)).toBeCloseTo(9, 1);
});

test("fills in what was measured, and leaves the rest of the document as it is", () => {
  const throughput = resultsWith([8, 9, 10]);
  const filled = fillIn(DOCUMENT, { throughput });
  expect(filled).toContain("Measured on 2026-11-27 at commit abc1234: 2 cores (a CPU)");
  expect(filled).toContain(reportThroughput(throughput));
  expect(filled).not.toContain("old");
  expect(filled.endsWith(DOCUMENT.slice(DOCUMENT.indexOf("<!-- end of bench throughput")))).toBe(
    true,
  );
  expect(fillIn(filled, { throughput })).toBe(filled);
  expect(fillIn(filled, { growth: { origin: throughput.origin, figures: growth } })).toContain(
    reportGrowth(growth),
  );
  expect(fillIn(filled, { memory: { origin: throughput.origin, figures: memory } })).toContain(
    reportMemory(memory),
  );
});

test("a document without the marks is an error", () => {
  expect(() => fillIn("text", { throughput: resultsWith([8]) })).toThrow("bench throughput");
});
