import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { INCIDENTS } from "../../scripts/chaos/watch/incidents.ts";
import { alertsOf, PACE, quickenRules } from "../../scripts/chaos/watch/quickened-rules.ts";
import { describeVerdicts, judgeAlerts } from "../../scripts/chaos/watch/verdicts.ts";
import { lengthOf, planIncidents } from "../../scripts/chaos/watch/watch.ts";
import { FOLDER, readAlerts } from "../deploy/monitoring-files.ts";

/** How a watched chaos run judges the alerts. */

const rules = readFileSync(`${FOLDER}prometheus/rules.yaml`, "utf8");

test("the rules of a watched run differ from the shipped ones in their durations alone", () => {
  const quick = quickenRules(rules);
  const durations = /(?<=for: |\[)\d+m?s?\b/g;
  expect(quick.replace(durations, "")).toBe(rules.replace(durations, ""));
  const shipped = rules.match(durations) ?? [];
  expect(shipped.length).toBeGreaterThan(20);
  expect(quick.match(durations)).toEqual(
    shipped.map((duration) => `${(Number.parseInt(duration, 10) * 60_000) / PACE}ms`),
  );
});

test("each incident fires alerts that exist, and lasts longer than the alert has to hold", () => {
  const holds = new Map(
    readAlerts().map(({ name, holdsFor }) => [name, Number.parseInt(holdsFor, 10)]),
  );
  expect(alertsOf(rules)).toEqual([...holds.keys()]);
  for (const { alerts, seconds } of INCIDENTS.flat())
    for (const alert of alerts)
      expect(seconds, alert).toBeGreaterThanOrEqual(((holds.get(alert) ?? Infinity) * 60) / PACE);
});

test("the page on tests names each incident with its alerts", () => {
  const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (.+?) +\| (`\w+`(?:, `\w+`)*) +\|$/gm)];
  expect(rows.map(([, name, alerts]) => [name, alerts])).toEqual(
    INCIDENTS.flat().map(({ name, alerts }) => [
      name,
      alerts.map((one) => `\`${one}\``).join(", "),
    ]),
  );
});

test("all incidents fit into the ten minutes of a run, and one alert selects its own", () => {
  expect(lengthOf(planIncidents(undefined))).toBeLessThanOrEqual(600_000);
  const names = planIncidents(["MoneyPaused"]).map((group) => group.map(({ alerts }) => alerts));
  expect(names).toEqual([[["MoneyPaused"]]]);
});

const run = {
  alerts: ["ServerDown", "RedisEvicts", "MoneyPaused"],
  fireable: ["ServerDown", "MoneyPaused"],
  happened: [{ name: "a server stays down", alerts: ["ServerDown"], from: 10_000, until: 40_000 }],
  startedAt: 0,
  lateMs: 5_000,
};
const firing = (alert: string, at: number) => ({ alert, from: at, until: at });

test.each([
  ["during its incident", [firing("ServerDown", 25_000)], true],
  ["soon after its incident", [firing("ServerDown", 45_000)], true],
  ["before its incident alone", [firing("ServerDown", 9_000)], false],
  ["long after its incident", [firing("ServerDown", 46_000)], false],
  ["never", [], false],
])("an alert that fires %s is judged", (_, firings, isRight) => {
  const [verdict] = judgeAlerts({ ...run, firings });
  expect(verdict).toMatchObject({ alert: "ServerDown", incident: "a server stays down", isRight });
});

test("an alert without an incident must stay silent, and one whose incident was left out is not judged", () => {
  const silent = judgeAlerts({ ...run, firings: [] });
  expect(silent.map(({ alert, isRight }) => [alert, isRight])).toEqual([
    ["ServerDown", false],
    ["RedisEvicts", true],
  ]);
  const loud = judgeAlerts({
    ...run,
    firings: [firing("ServerDown", 30_000), firing("RedisEvicts", 3_000), firing("MoneyPaused", 0)],
  });
  expect(describeVerdicts(loud)).toBe(
    [
      "ServerDown   a server stays down  fired after 20 s",
      "RedisEvicts  must stay silent     fired after 3 s   WRONG",
    ].join("\n"),
  );
});
