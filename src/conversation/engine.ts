import { MAX_MESSAGE_AGE_MS, TURN_ATTEMPTS } from "../policy.ts";
import { createConversationQueue } from "./conversation-queue.ts";
import { countTurn } from "./count-turn.ts";
import { journalIdOf, turnEntry } from "./journal.ts";
import type { Effect } from "./model/effect.ts";
import type { ConversationEvent, MessageEvent } from "./model/event.ts";
import {
  type ConversationRecord,
  createRecordSchemas,
  type Json,
  type RecordFields,
  type RecordSchemas,
} from "./model/record.ts";
import type { Clock } from "./ports/clock.ts";
import type { EnteredConversation } from "./ports/entrance.ts";
import type {
  Commit,
  CommitOutcome,
  DeduplicationKey,
  LoadedRecord,
  Settlement,
  Store,
} from "./ports/store.ts";
import { failureOf, type Observe, type TelemetryEvent } from "./ports/telemetry.ts";
import type { Tokens } from "./ports/tokens.ts";
import type { Reserve } from "./reservation.ts";
import type { ChooseTurn } from "./turn/choose-turn.ts";
import type { RunTurn, Turn, TurnInput } from "./turn/turn.ts";

export interface EngineOptions {
  store: Store;
  chooseTurn: ChooseTurn;
  tokens: Tokens;
  recordFields: RecordFields;
  clock: Clock;
  observe: Observe;
  /** Called after a commit that left something to do and claimed nothing. */
  onCommitted: (conversationId: string, effects: Effect[]) => void;
  /** Absent: no commit claims its lanes. */
  reserve?: Reserve | undefined;
  /** Called after each commit, for those who watch conversations. */
  onTurn?: OnTurn | undefined;
}

export type OnTurn = (taken: CommittedTurn) => void;

/** A turn as it was committed. Taken again with the same `before`, `event` and `at` it is the same turn. */
export interface CommittedTurn {
  conversationId: string;
  /** The turn's own time, in milliseconds since 1970. */
  at: number;
  /** More than one after conflicts. */
  attempts: number;
  /** The record that the turn saw: none of a session that is over. */
  before: ConversationRecord | undefined;
  event: ConversationEvent;
  turn: Turn;
  outcome: "committed" | "parked" | "stale";
}

export interface IncomingEvent {
  conversationId: string;
  event: ConversationEvent;
  /** What the commit settles, for a result or a timer. */
  settles?: Settlement | undefined;
  /** What was found when a message entered: used for the first attempt, unless another event went before it. */
  entered?: EnteredConversation | undefined;
}

export type TurnOutcome = {
  outcome: Extract<TelemetryEvent, { kind: "turn" }>["outcome"];
  /** The member now waits for an answer to a call. */
  isWaiting: boolean;
};

export interface Engine {
  /**
   * Takes an event through its conversation. This process takes the events of a conversation one after another,
   * and of the pending ones the member's oldest message first.
   * @throws {StoreError} when nothing could be committed; the event may be given again
   */
  run(entry: IncomingEvent): Promise<TurnOutcome>;
}

type CheckedOptions = EngineOptions & { schemas: RecordSchemas };

export function createEngine(engineOptions: EngineOptions): Engine {
  const { clock, recordFields } = engineOptions;
  const options = { ...engineOptions, schemas: createRecordSchemas(recordFields) };
  const queues = createConversationQueue();
  return {
    run: (entry) =>
      queues.run({
        name: entry.conversationId,
        at: entry.event.kind === "message" ? entry.event.at : clock(),
        task: (hasWaited) =>
          runInTurn(options, hasWaited ? { ...entry, entered: undefined } : entry),
      }),
  };
}

async function runInTurn(options: CheckedOptions, entry: IncomingEvent): Promise<TurnOutcome> {
  const { clock, observe } = options;
  const { conversationId, event } = entry;
  const id = journalIdOf(event);
  const telemetryEvent = { kind: "turn" as const, conversationId, event: event.kind, id };
  const seen = seenOf(event);
  if (seen && clock() - seen.at > MAX_MESSAGE_AGE_MS) {
    observe({ ...telemetryEvent, outcome: "too old", attempts: 0 });
    return { outcome: "too old", isWaiting: false };
  }
  let next = entry;
  for (let attempts = 1; ; attempts++) {
    const taken = await attempt(options, next, attempts);
    if (taken.outcome === "conflict" && attempts < TURN_ATTEMPTS) {
      next = { ...entry, entered: undefined };
      continue;
    }
    observe({ ...telemetryEvent, outcome: taken.outcome, attempts });
    return taken;
  }
}

/** Load, verify the session, turn, commit: once. */
async function attempt(
  options: CheckedOptions,
  entry: IncomingEvent,
  attempts: number,
): Promise<TurnOutcome> {
  const { conversationId, event, settles } = entry;
  const now = options.clock();
  const opened = await loadSession(options, entry, now);
  if (typeof opened === "string") return { outcome: opened, isWaiting: false };

  const { record: before } = opened;
  const chosen = options.chooseTurn({ conversationId, record: before, event });
  const runTurn = chosen instanceof Promise ? await chosen : chosen;
  const { turn, cause } = tryTurn({ ...options, runTurn }, entry, opened, now);
  const loaded = await endSession(options, { conversationId, opened, turn });
  if (loaded === "conflict") return { outcome: loaded, isWaiting: false };
  const commit: Commit = {
    conversationId,
    loaded,
    settles,
    ...("effects" in turn ? { effects: turn.effects, notices: turn.notices } : { effects: [] }),
    ...(turn.kind === "taken" && { record: turn.record, metadata: turn.metadata }),
    endsSession: opened.preserve !== undefined,
    seen: seenOf(event),
    ...(cause && { parked: { event: event as unknown as Json, cause } }),
    line: turnEntry(event, turn, cause !== undefined),
    counts: countTurn({ event, turn, before, isParked: cause !== undefined }),
  };
  const committed = await commitAndHandOver(options, commit);
  if (committed !== "committed") return { outcome: committed, isWaiting: false };
  const outcome = cause ? "parked" : turn.kind === "stale" ? "stale" : "committed";
  notifyWatcher(options, { conversationId, at: now, attempts, before, event, turn, outcome });
  return {
    outcome,
    isWaiting: turn.kind === "taken" && turn.record.calls.length > 0,
  };
}

/** Commits, and hands what is left to do to the dispatcher: with a place for it if the commit has claimed its lanes. */
async function commitAndHandOver(
  { store, onCommitted, reserve }: CheckedOptions,
  commit: Commit,
): Promise<Exclude<CommitOutcome, "claimed">> {
  const { conversationId, effects } = commit;
  const reservation = reserve?.(conversationId, effects);
  let committed: CommitOutcome | undefined;
  try {
    committed = await store.commit({ ...commit, claim: reservation?.claim });
  } finally {
    if (committed === "claimed") reservation?.use();
    else reservation?.release();
  }
  if (committed === "claimed") return "committed";
  if (committed === "committed" && effects.length > 0) onCommitted(conversationId, effects);
  return committed;
}

/** What a commit marks as consumed; a call or timer is known by its token. */
function seenOf(event: ConversationEvent): DeduplicationKey | undefined {
  if (event.kind === "message") return markOf(event);
  return event.kind === "notice" ? { id: event.id, at: event.at } : undefined;
}

/** The mark of a message has the message's own time, which is the same at every delivery. */
function markOf({ id, at, statedAt = at }: MessageEvent): DeduplicationKey {
  return { id, at: statedAt };
}

/** Reports an error of a watcher instead of throwing it: the turn is already committed. */
function notifyWatcher({ onTurn, observe }: EngineOptions, taken: CommittedTurn): void {
  try {
    onTurn?.(taken);
  } catch (error) {
    observe(failureOf("onTurn", error));
  }
}

/** What was loaded, and the record that the turn may see: none of a session that is over. */
interface LoadedSession {
  loaded: LoadedRecord;
  record: ConversationRecord | undefined;
  /** Of a session that is over: which fields of its record stay. Its end is not written yet. */
  preserve?: readonly string[];
}

/** Loads the record. If its session is over and the member writes again, only the preserved fields remain. */
async function loadSession(
  options: Pick<EngineOptions, "store" | "tokens" | "recordFields">,
  { conversationId, event, entered }: IncomingEvent,
  now: number,
): Promise<LoadedSession | "duplicate"> {
  const { store, tokens, recordFields } = options;
  const [loaded, isSeen] = await Promise.all([
    entered?.loaded ?? store.load(conversationId),
    entered?.isSeen ?? (event.kind === "message" && store.wasSeen(conversationId, markOf(event))),
  ]);
  // A message of the past must not end the session of today.
  if (isSeen) return "duplicate";
  if (loaded.kind !== "record") return { loaded, record: undefined };
  if (loaded.record.session_id === undefined) return { loaded, record: loaded.record };
  const { jwt_token = "", session_id: sessionId } = loaded.record;
  const token = isSomebodyElse(loaded.record, event)
    ? "forged"
    : tokens.verify(jwt_token, { conversationId, sessionId, now });
  if (token === "valid") return { loaded, record: loaded.record };
  if (event.kind !== "message") return { loaded, record: undefined };
  // Whoever could forge a token could have written the rest as well; another number may be another person.
  const preserve =
    token === "forged" ? [] : ["jwt_token", ...Object.keys(recordFields.keptContext)];
  return { loaded, record: preserveFields(loaded.record, preserve), preserve };
}

function preserveFields(
  { _version, _last_updated, ...fields }: ConversationRecord,
  preserve: readonly string[],
): ConversationRecord {
  const kept = Object.entries(fields).filter(([field]) => preserve.includes(field));
  return { ...Object.fromEntries(kept), _version, _last_updated };
}

/**
 * Ends a session that is over where the turn's commit will not do so, because it writes no record. Returns what the
 * commit has to find.
 */
async function endSession(
  { store }: Pick<EngineOptions, "store">,
  {
    conversationId,
    opened: { loaded, record, preserve },
    turn,
  }: { conversationId: string; opened: LoadedSession; turn: Turn },
): Promise<LoadedRecord | "conflict"> {
  if (!record || !preserve || turn.kind === "taken") return loaded;
  const { _version } = record;
  const cleaned = await store.cleanup({ conversationId, version: _version, preserve });
  if (cleaned === "conflict") return cleaned;
  return { kind: "record", record: { ...record, _version: _version + 1 } };
}

/** The number that logged in is not the one that writes. */
function isSomebodyElse({ address }: ConversationRecord, event: ConversationEvent): boolean {
  if (event.kind !== "message" || !address?.phone || !event.address.phone) return false;
  return address.phone !== event.address.phone;
}

/** Takes the turn. One that throws is parked with its cause, and the member is sent home with an apology. */
function tryTurn(
  options: CheckedOptions & { runTurn: RunTurn },
  { conversationId, event }: IncomingEvent,
  { loaded, record }: LoadedSession,
  now: number,
): { turn: Turn; cause?: string } {
  const isOver = record !== undefined && record.session_id === undefined;
  const take = (restartReason: TurnInput["restartReason"]) =>
    finish(options, options.runTurn({ record, event, now, restartReason }), {
      conversationId,
      record,
      now,
    });
  try {
    if (loaded.kind === "corrupt") throw loaded.cause;
    return { turn: take(isOver ? "session.over" : undefined) };
  } catch (error) {
    const cause = error instanceof Error ? (error.stack ?? error.name) : "not an error";
    options.observe(failureOf("turn", error));
    return { turn: apologize(take), cause };
  }
}

/** Tells the member that something broke; with less detail where that breaks as well. */
function apologize(take: (restartReason: TurnInput["restartReason"]) => Turn): Turn {
  for (const over of ["trouble", "trouble.again"] as const) {
    try {
      return take(over);
    } catch {
      // The cause of the first failure is what is kept for the operator.
    }
  }
  return { kind: "stale" };
}

/** Signs the session's token, and checks what the turn has changed of the loaded record before any of it is kept. */
function finish(
  { tokens, schemas }: CheckedOptions,
  turn: Turn,
  given: { conversationId: string; record: ConversationRecord | undefined; now: number },
): Turn {
  if (turn.kind !== "taken") return turn;
  const { conversationId, now } = given;
  const { record, isAlive } = turn;
  const claims = { conversationId, sessionId: record.session_id, now };
  const jwt_token = isAlive ? tokens.issue(claims) : record.jwt_token;
  return { ...turn, record: schemas.parseSession({ ...record, jwt_token }, given.record) };
}
