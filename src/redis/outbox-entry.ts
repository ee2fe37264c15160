import { z } from "zod";
import type { CallEffect, ReplyEffect } from "../conversation/model/effect.ts";
import type { Json } from "../conversation/model/record.ts";
import type { Failures, OutboxEntry } from "../conversation/ports/outbox.ts";
import type { Sealing } from "./sealing.ts";

/**
 * An entry of a lane: token, sent mark, attempts, claims and the rest as JSON, so that a script finds the first four
 * without parsing: "s:4:0 0 0 0 {…}". Only the rest is sealed. The tries of a lane's head are counted beside its lease;
 * only a dead letter, and what an earlier version has written, has them in its entry.
 */
export function toEntry(
  effect: ReplyEffect | CallEffect,
  { at, trace, ...where }: Pick<OutboxEntry, "at" | "trace"> & EntryPlace,
): string {
  const { token } = effect;
  const rest = where.sealing.seal({ effect, at, trace }, placeOf(token, where));
  return `${token} 0 0 0 ${rest}`;
}

/** The note of a call that is sent at most once, which mark-call-sent.lua inserts into its entry. */
export function toNote(token: string, note: Json, where: EntryPlace): string {
  const { sealing } = where;
  return sealing.isOn ? sealing.seal({ note }, notePlaceOf(token, where)) : JSON.stringify(note);
}

/**
 * @throws {StoreError} if it cannot be opened
 * @throws when it was not written by `toEntry` or the scripts
 */
export function fromEntry(entry: string, where: EntryPlace): OutboxEntry {
  const [head = "", token = "", sent, attempts, claims] =
    /^(\S+) ([01]) (\d+) (\d+) (?=\{)/.exec(entry) ?? [];
  const { note: storedNote, ...stored } = JSON.parse(entry.slice(head.length)) as Partial<Rest>;
  const { effect, at, trace } = where.sealing.open(stored, placeOf(token, where)) as Rest;
  const note = openNote(storedNote, (sealed) =>
    where.sealing.open(sealed, notePlaceOf(token, where)),
  );
  if (effect.token !== token) throw new TypeError("An entry holds another's effect");
  return {
    effect: effect.kind === "call" ? withAtMostOnce(effect) : effect,
    at,
    trace,
    sent: sent === "1",
    attempts: Number(attempts),
    failures: {},
    claims: Number(claims),
    note,
  };
}

/** The failures beside a lane's lease. Where they cannot be read they are counted anew: no reply is lost over them. */
export function readFailures(text: string): Failures {
  if (text === "") return {};
  try {
    return FailureCounts.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

const FailureCounts = z.record(z.string(), z.int());

/** Whose entry it is, and how the entries of its Redis are sealed. */
export interface EntryPlace {
  conversationId: string;
  sealing: Sealing;
}

function placeOf(token: string, { conversationId }: EntryPlace): string {
  return `entry ${conversationId} ${token}`;
}

function notePlaceOf(token: string, { conversationId }: EntryPlace): string {
  return `note ${conversationId} ${token}`;
}

function openNote(stored: Json | undefined, open: (sealed: object) => object): Json | undefined {
  if (typeof stored !== "object" || stored === null) return stored;
  const opened = open(stored);
  return opened === stored ? stored : (opened as { note: Json }).note;
}

type Rest = Pick<OutboxEntry, "at" | "trace" | "note"> & { effect: ReplyEffect | StoredCall };

/** A call as it may be stored: before a deploy `atMostOnce` was named `money`. */
type StoredCall = Omit<CallEffect, "atMostOnce"> & { atMostOnce?: boolean; money?: boolean };

/** A call that names neither was written by nobody we know: sending it twice would be worse than not again. */
function withAtMostOnce({ money = true, ...call }: StoredCall): CallEffect {
  return { ...call, atMostOnce: call.atMostOnce ?? money };
}
