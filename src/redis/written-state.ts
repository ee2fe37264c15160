import type { Commit } from "../conversation/ports/store.ts";
import { type Keyspace, keyspace } from "./keyspace.ts";
import { newNonce } from "./nonce.ts";
import type { RecentRecords } from "./recent-records.ts";
import type { Sealing } from "./sealing.ts";
import { serialize } from "./state-json.ts";

/** The state that a commit writes. */
export interface WrittenState {
  nonce: string;
  /** "" if the commit leaves the state as it is. */
  text: string;
  /** To be called once it is stored. */
  remember: () => void;
}

/** Fields with shorter JSON are not worth remembering. */
const REMEMBERED_TEXT = 256;

/** Serializes the state of a commit. A field that is as it was remembered is not serialized again. */
export function writeState(
  { conversationId, record, loaded }: Commit,
  {
    keyspace: own,
    recent,
    sealing,
  }: { keyspace: Keyspace; recent: RecentRecords | undefined; sealing: Sealing },
): WrittenState {
  const nonce = newNonce();
  if (!record) return { nonce, text: "", remember: () => undefined };
  const key = own.state(conversationId);
  const known = recent?.find(key);
  const before: { [name: string]: unknown } = known?.record ?? {};
  const texts = new Map<string, string>();
  const textOf = (name: string, value: unknown) => {
    const same = value === before[name] ? known?.texts.get(name) : undefined;
    const text: string | undefined = same ?? JSON.stringify(value);
    if (text !== undefined && text.length >= REMEMBERED_TEXT) texts.set(name, text);
    return text;
  };
  // Without the tag of a cluster, so that a migrated state can be opened.
  const place = keyspace.state(conversationId);
  const seal = (json: string) => sealing.sealJson(json, place);
  const text = serialize(record, { nonce, seal, textOf });
  const given = loaded.kind === "record" ? loaded.record : undefined;
  return {
    nonce,
    text,
    remember: () =>
      recent?.remember(key, { nonce, record, loaded: given, texts, size: Buffer.byteLength(text) }),
  };
}
