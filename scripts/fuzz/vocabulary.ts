import type { Redis } from "ioredis";
import { MARKER } from "./strings.ts";

/** Every key that the server may write. */
const KEYS = [
  /^(due|due:(replies|calls|unsettled)|leases|dead|parked|paused|seen:hours|probe|ready:probe)$/,
  /^seen:\d+:\d{1,3}$/,
  /^(contact|payees):[\w-]{12}$/,
  /^alias:phone:\d{1,20}$/,
  /^alias:user:[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/,
  /^flood:(notice )?(\d{1,20}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}|[\w-]{12}\.\d+)$/,
  /^(user|journal|replies|calls|unsettled|corrupt):[\w-]{12}\.\d+(_stage|_option|_direction)?$/,
];

/** The keys that match no known pattern. */
export async function oddKeys(redis: Redis): Promise<string[]> {
  const odd: string[] = [];
  for await (const keys of redis.scanStream({ count: 1_000 }))
    odd.push(...(keys as string[]).filter((key) => !KEYS.some((form) => form.test(key))));
  return odd;
}

/** A label is one of our words or numbers; never a text from outside. */
const LABEL = /^[A-Za-z0-9_ ./]{0,40}$/;
const MAX_SERIES = 500;

/** Labels of a metrics page that are in no closed vocabulary. */
export function oddLabels(metrics: string): string[] {
  const lines = metrics.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const labels = lines.flatMap((line) =>
    [...line.matchAll(/\w+="((?:[^"\\]|\\.)*)"/g)].map(([, value = ""]) => value),
  );
  const odd = labels.filter((value) => !LABEL.test(value) || holdsWords(value));
  return lines.length > MAX_SERIES ? [...odd, `${lines.length} series`] : odd;
}

/** Whether an output line contains a text of a member, or a phone number of this run. */
export function holdsWords(line: string): boolean {
  return line.includes(MARKER) || /26377\d{7}/.test(line);
}
