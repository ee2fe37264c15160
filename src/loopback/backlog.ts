import type { Redis } from "ioredis";
import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { TimerEffect } from "../conversation/model/effect.ts";
import type { JournalEntry } from "../conversation/model/journal-entry.ts";
import { createRecordSchemas } from "../conversation/model/record.ts";
import type { Store } from "../conversation/ports/store.ts";
import { AtomicStateManager } from "../redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../redis/connection.ts";
import { createContacts } from "../redis/contacts.ts";
import { keyspace } from "../redis/keyspace.ts";
import { createOutbox } from "../redis/outbox.ts";
import { createStore } from "../redis/store.ts";
import { createTokens } from "../session/tokens.ts";
import { contract } from "../vimbiso.ts";
import { BUSINESS_NUMBER_ID, SECRETS } from "./world.ts";

const records = createRecordSchemas(contract.recordFields);

const TTL_SECONDS = 300;
const COMMITS_AT_ONCE = 100;
const line: JournalEntry = {
  ...{ kind: "turn", event: "timer", id: "t", what: "", outcome: "stale", effects: [] },
};
/** Longer than it takes to make all forms. */
const DELAY_MS = 240_000;
/**
 * KEYS: 1 due timers
 * ARGV: 1 for how many ms those of the clones have been due
 */
const MAKE_DUE = `
  local due_at = redis.call('TIME')[1] * 1000 - ARGV[1]
  for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if string.find(name, 'timer clone', 1, true) then
      redis.call('ZADD', KEYS[1], due_at, name)
    end
  end
`;

/** Copies the open form of a member to as many others. Returns their phone numbers. */
export async function cloneForms(options: {
  redisUrl: string;
  /** Whose form it is. */
  phone: string;
  count: number;
}): Promise<string[]> {
  const { redisUrl, phone, count } = options;
  const redis = await open(redisUrl);
  const store = storeOn(redis);
  const tokens = createTokens({ secrets: [SECRETS.JWT_SECRET], ttlSeconds: TTL_SECONDS });
  const contacts = createContacts({ redis, locale: "en", businessNumberIds: [BUSINESS_NUMBER_ID] });
  const contact = await contacts.find(phone);
  const loaded = await store.load(idOf(contact?.id ?? ""));
  if (loaded.kind !== "record") throw new Error("The member has no open form");
  const { session_id: session } = records.session.parse(loaded.record);
  const json = JSON.stringify(loaded.record);

  const clone = async (at: number): Promise<void> => {
    const conversationId = idOf(`clone${at}`);
    const sessionId = `clone${at}`;
    const now = Date.now();
    const jwt_token = tokens.issue({ conversationId, sessionId, now });
    // Tokens begin with their session.
    const form = records.session.parse(JSON.parse(json.replaceAll(session, sessionId)));
    const address = { ...form.address, phone: phoneOf(at) };
    const effects = form.timers.map(
      ({ token }): TimerEffect => ({ kind: "timer", token, delayMs: DELAY_MS }),
    );
    const record = { ...form, jwt_token, address };
    const metadata = { stage: "form", direction: "IN" as const };
    const fields = { conversationId, loaded: { kind: "none" as const }, line };
    await store.commit({ ...fields, record, metadata, effects });
  };
  await repeat(count, clone);
  redis.disconnect();
  return Array.from({ length: count }, (_, at) => phoneOf(at));
}

/** From now on, the timers of all clones have been due for so long. */
export async function makeClonesDue(redisUrl: string, { forMs = 0 } = {}): Promise<void> {
  const redis = await open(redisUrl);
  await redis.eval(MAKE_DUE, 1, keyspace.due("timers"), forMs);
  redis.disconnect();
}

/** Leaves as many logins to be carried out, each in a conversation of its own that has no record. */
export async function leaveLogins(redisUrl: string, { count }: { count: number }): Promise<void> {
  const redis = await open(redisUrl);
  const store = storeOn(redis);
  await repeat(count, async (at) => {
    const conversationId = idOf(`caller${at}`);
    const address = { businessNumberId: BUSINESS_NUMBER_ID, phone: phoneOf(at) };
    const token = `${conversationId}:1:0`;
    const login = { operation: "login", input: {}, atMostOnce: false, address, locale: "en" };
    const effects = [{ kind: "call" as const, token, ...login }];
    await store.commit({ conversationId, loaded: { kind: "none" }, line, effects });
  });
  redis.disconnect();
}

/** How many lanes and timers wait in the outbox. */
export async function countWaiting(redisUrl: string): Promise<number> {
  const redis = await open(redisUrl);
  const { due } = await createOutbox({ redis, clock: Date.now }).count();
  redis.disconnect();
  return due;
}

function storeOn(redis: Redis): Store {
  const states = new AtomicStateManager({ redis });
  return createStore({
    redis,
    states,
    recordFields: contract.recordFields,
    ttlSeconds: TTL_SECONDS,
    clock: Date.now,
  });
}

async function repeat(count: number, task: (at: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < count; first += COMMITS_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(COMMITS_AT_ONCE, count - first) }, (_, at) => task(first + at)),
    );
}

async function open(redisUrl: string): Promise<Redis> {
  const redis = connect(redisUrl, { name: "clones" });
  await ready(redis, 5_000);
  return redis;
}

function phoneOf(at: number): string {
  return `26378${1_000_000 + at}`;
}

function idOf(contactId: string): string {
  return toConversationId({ contactId, businessNumberId: BUSINESS_NUMBER_ID });
}
