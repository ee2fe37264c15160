import { parseArgs } from "node:util";

/** The command cannot run as given; the message says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Arguments {
  words: string[];
  options: Options;
}

export interface Options {
  json: boolean;
  dryRun: boolean;
  all: boolean;
  code: string | undefined;
  conversation: string | undefined;
  id: string | undefined;
  /** Milliseconds since 1970. */
  since: number | undefined;
  until: number | undefined;
  limit: number | undefined;
  offset: number | undefined;
  /** Seconds. */
  wait: number | undefined;
}

const OPTIONS = {
  json: { type: "boolean" },
  "dry-run": { type: "boolean" },
  all: { type: "boolean" },
  code: { type: "string" },
  conversation: { type: "string" },
  id: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  limit: { type: "string" },
  offset: { type: "string" },
  wait: { type: "string" },
} as const;

/**
 * Reads a command line. Only words with two dashes are options: a token may begin with one, and any word may follow
 * `--`. A time is ISO 8601, or an age such as 30m, 2h or 7d.
 * @throws {UsageError}
 */
export function readArguments(args: string[], now: number): Arguments {
  const { tokens } = parseArgs({
    ...{ args, options: OPTIONS, strict: false, tokens: true, allowPositionals: true },
  });
  const words = new Map<number, string>();
  const given = new Map<string, string | true>();
  for (const token of tokens) {
    const written = args[token.index] ?? "";
    if (token.kind === "option" && written.startsWith("--"))
      given.set(checkedName(token.name), checkedValue(token));
    else if (token.kind !== "option-terminator") words.set(token.index, written);
  }
  const text = (name: keyof typeof OPTIONS) => given.get(name)?.toString();
  return {
    words: [...words.values()],
    options: {
      json: given.has("json"),
      dryRun: given.has("dry-run"),
      all: given.has("all"),
      code: text("code"),
      conversation: text("conversation"),
      id: text("id"),
      since: timeOf("since", text("since"), now),
      until: timeOf("until", text("until"), now),
      limit: countOf("limit", text("limit")),
      offset: countOf("offset", text("offset")),
      wait: countOf("wait", text("wait")),
    },
  };
}

function checkedName(name: string): keyof typeof OPTIONS {
  const known = (Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]).find((one) => one === name);
  if (known) return known;
  const names = Object.keys(OPTIONS).map((one) => `--${one}`);
  throw new UsageError(`There is no option --${name}. Options: ${names.join(", ")}`);
}

function checkedValue({
  name,
  value,
}: {
  name: string;
  value?: string | undefined;
}): string | true {
  const needsValue = OPTIONS[checkedName(name)].type === "string";
  if (needsValue && !value) throw new UsageError(`--${name} needs a value`);
  if (!needsValue && value !== undefined) throw new UsageError(`--${name} takes no value`);
  return value ?? true;
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeOf(name: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== "") return now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const at = Date.parse(text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(at)) return at;
  throw new UsageError(`--${name} needs a time such as 2026-01-31T08:00Z, or an age such as 2h`);
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} needs a whole number`);
}
