import { createEngine } from "../../../src/conversation/engine.ts";
import type { MessageEvent } from "../../../src/conversation/model/event.ts";
import { createRecordSchemas } from "../../../src/conversation/model/record.ts";
import type { Commit, LoadedRecord, Store } from "../../../src/conversation/ports/store.ts";
import { createTurn } from "../../../src/conversation/turn/turn.ts";
import { SECRETS } from "../../../src/loopback/world.ts";
import { RECENT_RECORDS_SIZE, SESSION_SECONDS } from "../../../src/policy.ts";
import { keyspace } from "../../../src/redis/keyspace.ts";
import { toEntry } from "../../../src/redis/outbox-entry.ts";
import { createRecentRecords } from "../../../src/redis/recent-records.ts";
import { UNSEALED } from "../../../src/redis/sealing.ts";
import { parseRecord } from "../../../src/redis/stored-record.ts";
import { writeState } from "../../../src/redis/written-state.ts";
import { createTokens } from "../../../src/session/tokens.ts";
import { contract, createTurnOptions, shippedServing } from "../../../src/vimbiso.ts";
import { median } from "../figures/statistics.ts";
import { openSubject, phonesOf } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { OFFERS } from "./records.ts";

/** The CPU time of a turn with the text of its record in and out, without Redis. */
export interface TurnCosts {
  recordBytes: number;
  /** The record is parsed: another process has committed it. */
  parsedUs: number;
  /** This process has committed it. */
  rememberedUs: number;
}

/** It is refused, and the same question is asked again. */
const TEXT = "a lot";
const WARM_UP_MS = 4_000;
const BATCH_MS = 1_000;
const BATCHES = 5;

export async function measureTurns(surroundings: Surroundings): Promise<TurnCosts[]> {
  const costs: TurnCosts[] = [];
  for (const [at, offers] of OFFERS.entries()) {
    const open = await openConversation(surroundings, { at, offers });
    const parsedUs = await measure(open, false);
    costs.push({
      recordBytes: open.text.length,
      parsedUs,
      rememberedUs: await measure(open, true),
    });
  }
  return costs;
}

/** A conversation at a question of a form, as a real server has stored it. */
interface OpenConversation {
  conversationId: string;
  phone: string;
  text: string;
}

async function openConversation(
  surroundings: Surroundings,
  { at, offers }: { at: number; offers: number },
): Promise<OpenConversation> {
  const [phone = ""] = phonesOf(30 + at, 1);
  const subject = await openSubject(OURS, surroundings, { phones: [phone], offers });
  try {
    await subject.members[0]?.next();
    const contact = String(await subject.redis.get(keyspace.phoneAlias(phone)));
    const [key = ""] = await subject.redis.keys(`${keyspace.state(contact)}.*[0-9]`);
    const conversationId = key.slice(keyspace.state("").length);
    return { conversationId, phone, text: (await subject.redis.get(key)) ?? "" };
  } finally {
    await subject.close();
  }
}

async function measure(open: OpenConversation, remembers: boolean): Promise<number> {
  const { conversationId, phone } = open;
  const key = keyspace.state(conversationId);
  const { recordFields } = contract;
  const format = { schema: createRecordSchemas(recordFields).conversation, sealing: UNSEALED };
  const recent = createRecentRecords({
    maxSize: RECENT_RECORDS_SIZE,
    keptMs: SESSION_SECONDS * 1_000,
    clock: () => now,
    recordFields,
  });
  let { text } = open;
  let replies = 0;
  let now = Date.parse(recordOf(key, text, format)._last_updated);

  const load = (): LoadedRecord => {
    const known = remembers ? recent.find(key) : undefined;
    return { kind: "record", record: known?.record ?? recordOf(key, text, format) };
  };
  const commit = (committed: Commit) => {
    const sealing = UNSEALED;
    const written = writeState(committed, {
      keyspace,
      sealing,
      recent: remembers ? recent : undefined,
    });
    text = written.text;
    written.remember();
    for (const effect of committed.effects) {
      if (effect.kind !== "reply") continue;
      toEntry(effect, { conversationId, at: now, trace: undefined, sealing });
      replies += 1;
    }
  };
  const store: Store = {
    load: async () => load(),
    wasSeen: async () => false,
    commit: async (committed) => {
      commit(committed);
      return "committed";
    },
    cleanup: () => Promise.reject(new Error("The session is over")),
  };
  const turn = createTurn(
    createTurnOptions(shippedServing({ withUnreviewed: false }), {
      supportUrl: "https://help.example",
    }),
  );
  const engine = createEngine({
    ...{ store, recordFields, clock: () => now },
    chooseTurn: () => turn,
    tokens: createTokens({ secrets: [SECRETS.JWT_SECRET], ttlSeconds: SESSION_SECONDS }),
    observe: (event) => {
      if (event.kind === "failure") throw new Error(`${event.where}: ${event.cause}`);
    },
    onCommitted: () => undefined,
  });
  const [, businessNumberId = ""] = conversationId.split(".");
  const runFor = async (ms: number): Promise<number> => {
    const [before, startedAt] = [process.cpuUsage(), performance.now()];
    let turns = 0;
    for (; performance.now() - startedAt < ms; turns++) {
      now += 1_000;
      const event: MessageEvent = {
        ...{ kind: "message", id: `m${now}`, at: now, locale: "en" },
        address: { businessNumberId, phone },
        content: { kind: "text", text: TEXT },
      };
      await engine.run({ conversationId, event });
    }
    if (replies !== turns) throw new Error(`${turns} turns left ${replies} replies`);
    replies = 0;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / turns;
  };
  await runFor(WARM_UP_MS);
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) batches.push(await runFor(BATCH_MS));
  return median(batches);
}

function recordOf(...given: Parameters<typeof parseRecord>) {
  const record = parseRecord(...given);
  if (typeof record === "string") throw new TypeError(`The record ${record}`);
  return record;
}
