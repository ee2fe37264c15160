import type { Redis } from "ioredis";
import type { Family } from "../../src/telemetry/families.ts";
import { MARKER } from "./strings.ts";

/** Every key that the server may write. */
const KEYS = [
  /^(due|due:(replies|calls|unsettled)|leases|dead|parked|paused|seen:hours|probe|ready:probe)$/,
  /^seen:\d+:\d{1,3}$/,
  /^numbers:\d{4}-\d{2}-\d{2}$/,
  /^(contact|payees):[\w-]{12}$/,
  /^alias:phone:\d{1,20}$/,
  /^alias:user:[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/,
  /^flood:(notice )?(\d{1,20}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}|[\w-]{12}\.\d+)$/,
  /^(user|lines|replies|calls|unsettled|corrupt):[\w-]{12}\.\d+(_stage|_option|_direction)?$/,
];

/** The keys that match no known pattern. */
export async function oddKeys(redis: Redis): Promise<string[]> {
  const odd: string[] = [];
  for await (const keys of redis.scanStream({ count: 1_000 }))
    odd.push(...(keys as string[]).filter((key) => !KEYS.some((form) => form.test(key))));
  return odd;
}

const LABEL = /(?<!\w)(\w+)="([^"]*)"/g;

/** Labels of a metrics page whose value is not in the closed list of their family. An empty list is of this process. */
export function oddLabels(metrics: string, families: { [name: string]: Family }): string[] {
  const lines = metrics.split("\n").filter((line) => line.startsWith("vimbiso_"));
  return lines.flatMap((line) => {
    const name = line.slice(0, line.indexOf("{")).replace(/_(bucket|sum|count)$/, "");
    const { labels: lists = {} } = families[name] ?? {};
    return [...line.matchAll(LABEL)].flatMap(([, label = "", value = ""]) => {
      const list = label === "le" ? [] : lists[label];
      const isKnown = list !== undefined && (list.length === 0 || list.includes(value));
      return isKnown ? [] : [`${name} ${label} ${value}`];
    });
  });
}

/** Whether an output line contains a text of a member, or a phone number of this run. */
export function holdsWords(line: string): boolean {
  return line.includes(MARKER) || /2637[78]\d{7}/.test(line);
}
