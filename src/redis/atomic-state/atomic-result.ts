import { createHash } from "node:crypto";
import type { StoredState } from "../state-json.ts";
import type { MetadataChange, StateKeyPart, StateKeys } from "./lock.ts";

export type UpdateResult = { ok: true; state: StoredState } | Failure;
export type CleanupResult = { ok: true; state: StoredState | undefined } | Failure;
/** `metadata` is absent if it was not requested. */
export type GetResult =
  | { ok: true; state: StoredState | undefined; metadata?: Metadata | undefined }
  | Failure;

/** What is not stored is absent. */
export type Metadata = { [Name in keyof MetadataChange]?: string };

export interface Failure {
  ok: false;
  /** After `unavailable` the write may have been carried out; after the others nothing has changed. */
  reason: "conflict" | "corrupt" | "unavailable";
  /** Names a key, never its value. */
  message: string;
  cause?: unknown;
}

/** The cause, without any of the state; `key` is the start of the SHA-256 of the state's key. */
export interface LogEntry {
  operation: Step["operation"];
  key: string;
  attempt: number;
  reason: Failure["reason"];
  /** The version that was read and the version that was found instead, 0 for none. */
  expected?: number | undefined;
  found?: number | undefined;
  /** Which of the keys is corrupt. */
  part?: StateKeyPart | undefined;
  cause?: string | undefined;
}

/** One try of an operation. */
export interface Step {
  operation: "update" | "get" | "cleanup";
  keys: StateKeys;
  /** 1 for the first. */
  attempt: number;
}

export type Trouble =
  | { reason: "conflict"; expected: number; found: number | undefined }
  | { reason: "corrupt"; part: StateKeyPart }
  | { reason: "unavailable"; cause: unknown };

export function toFailure({ keys }: Step, trouble: Trouble): Failure {
  const { reason } = trouble;
  switch (reason) {
    case "conflict":
      return { ok: false, reason, message: `${keys.state} ${describeConflict(trouble)}` };
    case "corrupt":
      return { ok: false, reason, message: describeCorrupt(trouble.part, keys[trouble.part]) };
    case "unavailable": {
      const message = "Redis did not answer, or refused: read the state again before writing it";
      return { ok: false, reason, message, cause: trouble.cause };
    }
  }
}

export function isConflict(result: unknown): boolean {
  return (
    typeof result === "object" &&
    result !== null &&
    "reason" in result &&
    result.reason === "conflict"
  );
}

export function toLogEntry({ operation, keys, attempt }: Step, trouble: Trouble): LogEntry {
  const key = createHash("sha256").update(keys.state).digest("hex").slice(0, 16);
  const step = { operation, key, attempt };
  if (trouble.reason !== "unavailable") return { ...step, ...trouble };
  const { reason, cause } = trouble;
  return { ...step, reason, cause: cause instanceof Error ? cause.message : "unknown" };
}

function describeConflict({ expected, found }: { expected: number; found: number | undefined }) {
  if (found === undefined) return "was changed meanwhile";
  if (found === 0) return `was expected at version ${expected}, and does not exist`;
  if (expected === 0) return `was expected not to exist, and is at version ${found}`;
  if (expected === found) return `is at version ${found} of another session`;
  return `was expected at version ${expected}, and is at version ${found}`;
}

function describeCorrupt(part: StateKeyPart, key: string): string {
  const wanted = part === "state" ? "a JSON object with _version and _last_updated" : "a string";
  return `${key} should contain ${wanted} but does not: restore it, or delete it to start over`;
}
