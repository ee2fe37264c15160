/** A state as given by a caller. Without a `_version` it is not stored yet. */
export interface State {
  /** The session to which it belongs, if known. */
  session_id?: string | undefined;
  _version?: number | undefined;
  _last_updated?: string | undefined;
  [field: string]: unknown;
}

/** A state as read: `_version` is 1 at first and increases by one with each commit. */
export interface StoredState extends State {
  _version: number;
  /** ISO 8601. */
  _last_updated: string;
}

/** Identifies a commit. `nonce` is hexadecimal, and shows a writer whether a commit was its own. */
export interface Parsed {
  state: StoredState;
  nonce: string | undefined;
}

export interface SerializeOptions {
  nonce: string;
  /** Seals JSON. */
  seal: (json: string) => string;
  /** The JSON of a field's value, `undefined` for none; `JSON.stringify` if not given. */
  textOf?: (name: string, value: unknown) => string | undefined;
}

/**
 * Serializes a state with the fields first that compare-version.lua reads, whatever the others are called. These fields
 * are never sealed: the script needs them, and they say nothing about the member.
 */
export function serialize(
  state: StoredState,
  { nonce, seal, textOf = (_, value) => JSON.stringify(value) }: SerializeOptions,
): string {
  const { _version, session_id, _nonce, _last_updated, ...rest } = state;
  const stamp = JSON.stringify({ _version, session_id, _nonce: nonce, _last_updated });
  const fields: string[] = [];
  for (const [name, value] of Object.entries(rest)) {
    const text = textOf(name, value);
    if (text !== undefined) fields.push(`${JSON.stringify(name)}:${text}`);
  }
  return joinJson(stamp, seal(`{${fields.join(",")}}`));
}

/** The JSON of an object with the fields of two, which are JSON too. */
export function joinJson(first: string, second: string): string {
  return second === "{}" ? first : `${first.slice(0, -1)},${second.slice(1)}`;
}

/** As many bytes of a state as its stamp can have, which `serialize` writes first. */
export const STAMP_BYTES = 256;

/** Whether a state that begins like this was written by the commit with this nonce. */
export function hasNonce(beginning: string, nonce: string): boolean {
  return beginning.includes(`"_nonce":"${nonce}"`);
}

/** A state with the fields that `serialize` has sealed. */
export function openState(state: StoredState, open: (sealed: object) => object): StoredState {
  const opened = open(state);
  if (opened === state) return state;
  const { _sealed, ...stamp } = state;
  return { ...opened, ...stamp };
}

/** Parses the output of `serialize` without opening it, or other JSON with a version; `undefined` for anything else. */
export function parse(text: string): Parsed | undefined {
  const found = parseJson(text);
  if (!isStoredState(found)) return undefined;
  const { _nonce, ...state } = found;
  return { state, nonce: typeof _nonce === "string" ? _nonce : undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text, which must not be shown.
    return undefined;
  }
}

function isStoredState(found: unknown): found is StoredState {
  if (typeof found !== "object" || found === null) return false;
  const {
    _version,
    _last_updated,
    session_id = "",
  }: Partial<Record<string, unknown>> = { ...found };
  return (
    Number.isSafeInteger(_version) &&
    Number(_version) >= 1 &&
    typeof _last_updated === "string" &&
    typeof session_id === "string"
  );
}
