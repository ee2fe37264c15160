/** When an alert was firing; times in milliseconds. */
export interface Firing {
  alert: string;
  from: number;
  until: number;
}

/** A planned fault, when it happened, and the alerts that it has to fire. */
export interface Happened {
  name: string;
  alerts: readonly string[];
  from: number;
  until: number;
}

export interface Verdict {
  alert: string;
  /** The incident that has to fire it; `undefined`: it must stay silent. */
  incident: string | undefined;
  /** How long after the start of the incident, or of the run, it fired; `undefined`: it did not. */
  firedAfterMs: number | undefined;
  isRight: boolean;
}

/**
 * Judges the alerts of a watched run. An alert with an incident has to be firing during it, or soon after it; outside
 * of it, it may fire because of the other faults. An alert that no planned incident fires must stay silent.
 */
export function judgeAlerts(options: {
  alerts: readonly string[];
  /** The alerts that some incident fires, whether or not it is part of this run. */
  fireable: readonly string[];
  happened: readonly Happened[];
  firings: readonly Firing[];
  startedAt: number;
  /** How long an alert may take to fire after the end of its incident. */
  lateMs: number;
}): Verdict[] {
  const { alerts, fireable, happened, firings, startedAt, lateMs } = options;
  return alerts.flatMap((alert): Verdict[] => {
    const own = firings.filter((firing) => firing.alert === alert);
    const incident = happened.find((one) => one.alerts.includes(alert));
    if (incident) {
      const { name, from, until } = incident;
      const found = own.find((firing) => firing.until >= from && firing.from <= until + lateMs);
      const firedAfterMs = found && Math.max(0, found.from - from);
      return [{ alert, incident: name, firedAfterMs, isRight: found !== undefined }];
    }
    if (fireable.includes(alert)) return [];
    const [first] = own;
    const firedAfterMs = first && first.from - startedAt;
    return [{ alert, incident: undefined, firedAfterMs, isRight: first === undefined }];
  });
}

/** One line for each alert. */
export function describeVerdicts(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ alert, incident, firedAfterMs, isRight }) => [
    alert,
    incident ?? "must stay silent",
    firedAfterMs === undefined ? "silent" : `fired after ${Math.round(firedAfterMs / 1_000)} s`,
    isRight ? "" : "WRONG",
  ]);
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}
