import type { OpenSituation } from "../../../src/check/rehearsal/sample.ts";
import { newNonce } from "../../../src/redis/nonce.ts";
import { toEntry } from "../../../src/redis/outbox-entry.ts";
import { partitionsOf, type RedisClient } from "../../../src/redis/redis-client.ts";
import { sealingOf } from "../../../src/redis/sealing.ts";
import { serialize } from "../../../src/redis/state-json.ts";

/** Conversations that are written at once. */
const AT_ONCE = 500;

/**
 * Fills a Redis with open sessions of as many members: their states and pending calls, as the server stores them. The
 * members are in the situations by turns, and in each of them in the languages by turns.
 */
export async function fillLiveRecords(
  redis: RedisClient,
  {
    count,
    situations,
    locales,
  }: { count: number; situations: readonly OpenSituation[]; locales: readonly string[] },
): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) => first + at);
    await Promise.all(
      numbers.map((number) => {
        const situation = situations[number % situations.length];
        const locale = locales[Math.floor(number / situations.length) % locales.length];
        if (!situation || locale === undefined) throw new RangeError("No situation or language");
        return writeConversation(redis, `c${number}.1`, inLocale(situation, locale));
      }),
    );
  }
}

function inLocale({ record, ...situation }: OpenSituation, locale: string): OpenSituation {
  return { ...situation, record: { ...record, locale } };
}

async function writeConversation(
  redis: RedisClient,
  conversationId: string,
  { record, calls, now }: OpenSituation,
): Promise<void> {
  const keys = partitionsOf(redis).of(conversationId);
  const sealing = sealingOf(redis);
  const state = keys.state(conversationId);
  const seal = (json: string) => sealing.sealJson(json, `user:${conversationId}`);
  await redis.set(state, serialize(record, { nonce: newNonce(), seal }));
  await redis.set(`${state}_stage`, "");
  for (const call of calls) {
    const entry = toEntry({ kind: "call", ...call }, { at: now, conversationId, sealing });
    await redis.rpush(keys.lane("calls", conversationId), entry);
  }
}
