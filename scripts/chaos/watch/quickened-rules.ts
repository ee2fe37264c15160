/**
 * How many times faster than in production the watched run scrapes, and evaluates the rules: the shipped rules look
 * back over up to 15 minutes and hold for as long, which ten minutes cannot contain.
 */
export const PACE = 10;

/** The rules with every duration divided by the pace, and nothing else changed: thresholds are those of production. */
export function quickenRules(rules: string): string {
  return rules.replace(
    /(\bfor: |\[)(\d+)(m|s)\b/g,
    (_, before: string, count: string, unit: string) =>
      `${before}${(Number(count) * (unit === "m" ? 60_000 : 1_000)) / PACE}ms`,
  );
}

/** The names of the alerts, in the order of the file. */
export function alertsOf(rules: string): string[] {
  return [...rules.matchAll(/^ *- alert: (\w+)$/gm)].flatMap(([, name]) => name ?? []);
}
