import type { CallEffect, ReplyEffect } from "../conversation/model/effect.ts";
import type { OutboxEntry } from "../conversation/ports/outbox.ts";

/**
 * An entry of a lane: token, sent mark, attempts, claims and the rest as JSON, so that a script finds the first four
 * without parsing: "s:4:0 0 0 0 {…}". The tries of a lane's head are counted beside its lease; only a dead letter, and
 * what an earlier version has written, has them in its entry.
 */
export function toEntry(
  effect: ReplyEffect | CallEffect,
  { at, trace }: Pick<OutboxEntry, "at" | "trace">,
): string {
  return `${effect.token} 0 0 0 ${JSON.stringify({ effect, at, trace })}`;
}

/** @throws when it was not written by `toEntry` or the scripts */
export function fromEntry(entry: string): OutboxEntry {
  const [head = "", token = "", sent, attempts, claims] =
    /^(\S+) ([01]) (\d+) (\d+) (?=\{)/.exec(entry) ?? [];
  const { effect, at, trace, note } = JSON.parse(entry.slice(head.length)) as Rest;
  if (effect.token !== token) throw new TypeError("An entry holds another's effect");
  return {
    effect: effect.kind === "call" ? withAtMostOnce(effect) : effect,
    at,
    trace,
    sent: sent === "1",
    attempts: Number(attempts),
    claims: Number(claims),
    note,
  };
}

type Rest = Pick<OutboxEntry, "at" | "trace" | "note"> & { effect: ReplyEffect | StoredCall };

/** A call as it may be stored: before a deploy `atMostOnce` was named `money`. */
type StoredCall = Omit<CallEffect, "atMostOnce"> & { atMostOnce?: boolean; money?: boolean };

/** A call that names neither was written by nobody we know: sending it twice would be worse than not again. */
function withAtMostOnce({ money = true, ...call }: StoredCall): CallEffect {
  return { ...call, atMostOnce: call.atMostOnce ?? money };
}
