import type { StoredState } from "../state-json.ts";

/** A way to write a state if nothing has come in between. It throws the driver's errors, redacted. */
export interface Lock {
  write(write: StateWrite): Promise<WriteOutcome>;
  close(): void;
}

/** What is to be written, and what must still be there. */
export interface StateWrite {
  keys: StateKeys;
  /** What was read; `undefined` for nothing. */
  expected: Pick<StoredState, "_version" | "session_id"> | undefined;
  /** What `serialize` made of the new state with this nonce. */
  text: string;
  nonce: string;
  ttlSeconds: number;
  metadata: MetadataChange;
}

export const STATE_KEY_PARTS = ["state", "stage", "option", "direction"] as const;
export type StateKeyPart = (typeof STATE_KEY_PARTS)[number];
export type StateKeys = Record<StateKeyPart, string>;

/** A string is written, `null` deletes; what is absent stays, for as long as the state. */
export interface MetadataChange {
  stage?: string | null | undefined;
  option?: string | null | undefined;
  direction?: string | null | undefined;
}

export type WriteOutcome =
  | { kind: "committed" }
  /** `found` is the version that is there, 0 for none; `undefined` if it came while this was under way. */
  | { kind: "conflict"; found: number | undefined }
  /** This key cannot be read as what it should be. */
  | { kind: "corrupt"; part: StateKeyPart }
  /** Whether it was written cannot be known. */
  | { kind: "unavailable"; cause: unknown };

/** A state's key, and those of its metadata. */
export function keysOf(keyPrefix: string): StateKeys {
  return {
    state: keyPrefix,
    stage: `${keyPrefix}_stage`,
    option: `${keyPrefix}_option`,
    direction: `${keyPrefix}_direction`,
  };
}

/** A repeat's conflict may come from a commit that was made on top of our own first try. */
export function afterRepeat(verdict: WriteOutcome): WriteOutcome {
  if (verdict.kind !== "conflict") return verdict;
  const cause = new Error("The connection was cut, and another commit hides whether this was made");
  return { kind: "unavailable", cause };
}
