import { toConversationId } from "../conversation/model/conversation-id.ts";
import { createRecordSchemas, type RecordFields } from "../conversation/model/record.ts";
import type { Enter, Entered, EnteringMessage } from "../conversation/ports/entrance.ts";
import { type Rate, rateWindow } from "../conversation/ports/rate-limit.ts";
import { HEARD_EVERY_MS } from "../policy.ts";
import { confirmReplicas } from "./confirm-replicas.ts";
import { tryTwice } from "./connection.ts";
import { lastInboundField, toContact } from "./contacts.ts";
import { keyspace } from "./keyspace.ts";
import type { RecentRecord, RecentRecords } from "./recent-records.ts";
import type { RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { sealingOf } from "./sealing.ts";
import { seenMark } from "./store.ts";
import { unavailable } from "./store-error.ts";
import { parseRecord, type RecordFormat } from "./stored-record.ts";

type Missing = null;
type Row = [
  id: string,
  locale: string,
  notices: "on" | "off" | Missing,
  noticesAt: string | Missing,
  seen: "1" | Missing,
  state: string | Missing,
  /** The state has the nonce that was asked for, and is left out. */
  isKnown: "1" | Missing,
];

const enterScript = createScript<Row | null>({
  lua: readLua("typed-read.lua", "enter-message.lua"),
  keys: 0,
});

export type EntranceOptions = {
  redis: RedisClient;
  recordFields: RecordFields;
  /** The records that the store has committed; absent: each record is loaded from Redis. */
  recent?: RecentRecords | undefined;
  /** Whether this process ignores the messages of a member for now, without asking Redis. */
  isBlocked: (member: string) => boolean;
} & Rate;

/** The entrance in Redis: one script. */
export function createEntrance({
  redis,
  recordFields,
  recent,
  isBlocked,
  ...rate
}: EntranceOptions): Enter {
  const format = {
    schema: createRecordSchemas(recordFields).conversation,
    sealing: sealingOf(redis),
  };
  const { limit, seconds } = rateWindow(rate);
  const prefixes = [
    ...[keyspace.contact(""), keyspace.phoneAlias("")],
    ...[keyspace.userAlias(""), keyspace.state("")],
  ];
  return async (message) => {
    const { identity, businessNumberId, lastInboundAt = "", member } = message;
    if (changesContact(identity) || isBlocked(member)) return undefined;
    const { phone = "", userId = "", keyHash = "" } = identity;
    const { mark, ...set } = seenMark(message.seen);
    const conversation = toConversationId({ contactId: "", businessNumberId });
    const keys = [phone, userId, businessNumberId].join(" ");
    const known = recent?.findOf(keys);
    const argumentsOf = (isNew: boolean) => [
      ...[phone, userId, keyHash, ...prefixes, conversation],
      ...[lastInboundAt, lastInboundField(businessNumberId), HEARD_EVERY_MS],
      ...[keyspace.flood(member), limit, seconds, isNew ? "1" : "0"],
      ...[keyspace.seen(set), mark],
      ...[known?.nonce ?? "", known?.size ?? 0],
    ];
    // A message whose first try may have run is not counted again.
    const row = await tryTwice(redis, (mayHaveRun) =>
      enterScript.runOnce(redis, [], argumentsOf(!mayHaveRun)),
    ).catch(unavailable);
    if (!row) return undefined;
    const [id, , , , , , isKnown] = row;
    const key = keyspace.state(toConversationId({ contactId: id, businessNumberId }));
    const entered = toEntered(row, { key, format, known });
    if (known && isKnown === null) recent?.forget(known.key);
    recent?.link(keys, key);
    // The caller acknowledges the message.
    if (entered.isSeen) await confirmReplicas(redis, keyspace.seen(set)).catch(unavailable);
    return entered;
  };
}

/** The rest is for the script to decide. */
function changesContact({
  formerPhone,
  previousUserId,
  keyChangedAt,
}: EnteringMessage["identity"]): boolean {
  return [formerPhone, previousUserId, keyChangedAt].some((key) => key !== undefined);
}

function toEntered(
  [id, locale, notices, noticesAt, seen, state, isKnown]: Row,
  { key, format, known }: { key: string; format: RecordFormat; known: RecentRecord | undefined },
): Entered {
  return {
    contact: toContact([id, locale, notices ?? "", noticesAt ?? ""]),
    isSeen: seen === "1",
    loaded:
      known && isKnown !== null
        ? { kind: "record", record: known.record }
        : toLoaded(key, state, format),
  };
}

function toLoaded(key: string, state: string | null, format: RecordFormat): Entered["loaded"] {
  if (state === null) return { kind: "none" };
  const record = parseRecord(key, state, format);
  return typeof record === "string" ? undefined : { kind: "record", record };
}
