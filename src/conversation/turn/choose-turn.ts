import { contactIdOf } from "../model/conversation-id.ts";
import type { ConversationEvent } from "../model/event.ts";
import type { ConversationRecord } from "../model/record.ts";
import type { Releases } from "./releases.ts";
import { releaseToKeep } from "./session-release.ts";
import { createTurn, type RunTurn, type TurnOptions } from "./turn.ts";

/** Finds the release that takes an event. A promise only where that release has to be loaded first. */
export type ChooseTurn = (about: {
  conversationId: string;
  record: ConversationRecord | undefined;
  event: ConversationEvent;
}) => RunTurn | Promise<RunTurn>;

/**
 * The release that an open session has to keep takes the event. Without one, or if it cannot be loaded, the release
 * that the contact meets now does.
 */
export function createChooseTurn(releases: Releases): ChooseTurn {
  const turns = new WeakMap<TurnOptions, RunTurn>();
  const turnOf = (options: TurnOptions): RunTurn => {
    const known = turns.get(options);
    if (known) return known;
    const turn = createTurn(options);
    turns.set(options, turn);
    return turn;
  };
  return ({ conversationId, record, event }) => {
    const phone = phoneOf(event) ?? record?.address?.phone;
    const contact = { contactId: contactIdOf(conversationId), phone };
    const turnForContact = () => after(releases.forContact(contact), turnOf);
    const id = releaseToKeep(record, event);
    if (id === undefined) return turnForContact();
    return after(releases.hold(id), (held) => (held ? turnOf(held) : turnForContact()));
  };
}

/** Continues at once where nothing has to be awaited. */
function after<T, R>(value: T | Promise<T>, then: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(then) : then(value);
}

/** Releases of a process that has one. */
export function onlyRelease(turn: TurnOptions): Releases {
  return { forContact: () => turn, hold: () => undefined };
}

function phoneOf(event: ConversationEvent): string | undefined {
  switch (event.kind) {
    case "message":
    case "notice":
      return event.address.phone;
    case "result":
      return event.call.address.phone;
    case "timer":
      return undefined;
  }
}
