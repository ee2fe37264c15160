import { readFileSync } from "node:fs";

/** The files for Prometheus and Grafana. */

export const FOLDER = new URL("../../scripts/deploy/", import.meta.url).pathname;

export interface Alert {
  name: string;
  expr: string;
  /** As Prometheus writes it: "5m". */
  holdsFor: string;
  severity: string;
  summary: string;
  runbook: string;
}

export function readAlerts(): Alert[] {
  const text = readFileSync(`${FOLDER}prometheus/rules.yaml`, "utf8");
  return text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((block) => {
      const field = (name: string) =>
        block
          .split("\n")
          .find((line) => line.trimStart().startsWith(`${name}: `))
          ?.split(/: (.*)/)[1] ?? "";
      return {
        name: block.split("\n", 1)[0] ?? "",
        expr: field("expr"),
        holdsFor: field("for") || "0m",
        severity: field("severity"),
        summary: field("summary"),
        runbook: field("runbook"),
      };
    });
}

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** The queries of the dashboard, each with its panel. */
export function readQueries(): { panel: string; expr: string }[] {
  const text = readFileSync(`${FOLDER}grafana/dashboard.json`, "utf8");
  const { panels } = JSON.parse(text) as Dashboard;
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ panel: title, expr })),
  );
}
