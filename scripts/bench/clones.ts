import { toConversationId } from "../../src/engine/conversation-id.ts";
import type { TimerEffect } from "../../src/engine/effect.ts";
import { SessionRecord } from "../../src/engine/record.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createContacts } from "../../src/redis/contacts.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore } from "../../src/redis/store.ts";
import { createTokens } from "../../src/session/tokens.ts";
import { line } from "../../test/contract/store.ts";
import { BUSINESS_NUMBER_ID, SECRETS } from "../../test/support/world.ts";

const TTL_SECONDS = 300;
const COMMITS_AT_ONCE = 100;
/** Longer than it takes to make all forms. */
const DELAY_MS = 240_000;
/** KEYS: 1 due timers. They are due from now on. */
const MAKE_DUE = `
  local now = redis.call('TIME')[1] * 1000
  for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    redis.call('ZADD', KEYS[1], now, name)
  end
`;

/** Copies the open form of a member to as many others, whose timers are then due all at once. */
export async function cloneForms(options: {
  redisUrl: string;
  /** Whose form it is. */
  phone: string;
  count: number;
  /** Called when all forms are there, and before their timers are due. */
  beforeDue: () => Promise<void>;
}): Promise<void> {
  const { redisUrl, phone, count, beforeDue } = options;
  const redis = connect(redisUrl, { name: "bench" });
  await ready(redis, 5_000);
  const states = new AtomicStateManager({ redis });
  const store = createStore({ redis, states, ttlSeconds: TTL_SECONDS, clock: Date.now });
  const tokens = createTokens({ secret: SECRETS.JWT_SECRET, ttlSeconds: TTL_SECONDS });
  const contacts = createContacts({ redis, locale: "en", businessNumberIds: [BUSINESS_NUMBER_ID] });
  const contact = await contacts.find(phone);
  const loaded = await store.load(idOf(contact?.id ?? ""));
  if (loaded.kind !== "record") throw new Error("The member has no open form");
  const { session_id: session } = SessionRecord.parse(loaded.record);
  const json = JSON.stringify(loaded.record);

  const clone = async (at: number): Promise<void> => {
    const conversationId = idOf(`clone${at}`);
    const sessionId = `clone${at}`;
    const now = Date.now();
    const jwt_token = tokens.issue({ conversationId, sessionId, now });
    // Tokens begin with their session.
    const form = SessionRecord.parse(JSON.parse(json.replaceAll(session, sessionId)));
    const address = { ...form.address, phone: `26378${1_000_000 + at}` };
    const effects = form.timers.map(
      ({ token }): TimerEffect => ({ kind: "timer", token, delayMs: DELAY_MS }),
    );
    const record = { ...form, jwt_token, address };
    const metadata = { stage: "form", direction: "IN" as const };
    const fields = { conversationId, loaded: { kind: "none" as const }, line };
    await store.commit({ ...fields, record, metadata, effects });
  };
  for (let first = 0; first < count; first += COMMITS_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(COMMITS_AT_ONCE, count - first) }, (_, at) =>
        clone(first + at),
      ),
    );
  await beforeDue();
  await redis.eval(MAKE_DUE, 1, keyspace.due("timers"));
  redis.disconnect();
}

/** How many lanes and timers wait in the outbox. */
export async function countWaiting(redisUrl: string): Promise<number> {
  const redis = connect(redisUrl, { name: "bench" });
  await ready(redis, 5_000);
  const { due } = await createOutbox({ redis, clock: Date.now }).count();
  redis.disconnect();
  return due;
}

function idOf(contactId: string): string {
  return toConversationId({ contactId, businessNumberId: BUSINESS_NUMBER_ID });
}
