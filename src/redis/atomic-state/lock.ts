import type { StoredState } from "../state-json.ts";

/** Writes a state unless another write came in between. Throws the driver's errors, redacted. */
export interface Lock {
  write(write: StateWrite): Promise<WriteOutcome>;
  close(): void;
}

/** The write, and its precondition. */
export interface StateWrite {
  keys: StateKeys;
  /** The value that was read; `undefined` for none. */
  expected: Pick<StoredState, "_version" | "session_id"> | undefined;
  /** The new state as `serialize` writes it with this nonce. */
  text: string;
  nonce: string;
  ttlSeconds: number;
  metadata: MetadataChange;
}

export const STATE_KEY_PARTS = ["state", "stage", "option", "direction"] as const;
export type StateKeyPart = (typeof STATE_KEY_PARTS)[number];
export type StateKeys = Record<StateKeyPart, string>;

/** A string is written, `null` deletes; an absent field stays, with the TTL of the state. */
export interface MetadataChange {
  stage?: string | null | undefined;
  option?: string | null | undefined;
  direction?: string | null | undefined;
}

export type WriteOutcome =
  | { kind: "committed" }
  /** `found` is the stored version, 0 for none; `undefined` if it changed during the write. */
  | { kind: "conflict"; found: number | undefined }
  /** This key has the wrong type or content. */
  | { kind: "corrupt"; part: StateKeyPart }
  /** Whether it was written is unknown. */
  | { kind: "unavailable"; cause: unknown };

/** A state's key, and the keys of its metadata. */
export function keysOf(keyPrefix: string): StateKeys {
  return {
    state: keyPrefix,
    stage: `${keyPrefix}_stage`,
    option: `${keyPrefix}_option`,
    direction: `${keyPrefix}_direction`,
  };
}

/** The conflict of a repeat may come from a commit on top of our own first try. */
export function afterRepeat(outcome: WriteOutcome): WriteOutcome {
  if (outcome.kind !== "conflict") return outcome;
  const cause = new Error(
    "The connection was cut, and because of another commit it is unknown whether this one was made",
  );
  return { kind: "unavailable", cause };
}
