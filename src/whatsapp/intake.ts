import type { MessageEvent } from "../engine/event.ts";
import type { Observe } from "../engine/fact.ts";
import type { Contact, Contacts, Identity } from "../engine/ports.ts";
import type { Item, MessageItem, MovedItem } from "./inbound.ts";

/** Takes a message through its conversation's machine. */
export type Take = (message: {
  conversationId: string;
  event: MessageEvent;
  /** Meta's id, to mark the message as read. */
  messageId: string;
}) => Promise<"ok" | "failed">;

export interface IntakeOptions {
  /** The numbers that are served here; the first is meant where a webhook names none. */
  businessNumberIds: readonly string[];
  contacts: Contacts;
  take: Take;
  observe: Observe;
}

/** Runs what one POST brought. `"failed"`: it has to be sent again. */
export type Intake = (items: Item[]) => Promise<"ok" | "failed">;

type Ours = (MessageItem | MovedItem) & { businessNumberId: string };
type OurMessage = MessageItem & { businessNumberId: string };
type Turn = Parameters<Take>[0] & { identity: Identity };

/**
 * Items of one conversation run one after another by their own time, conversations side by side.
 * A move changes whose the keys are, so it waits for what came before it and runs alone.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { businessNumberIds, contacts, take, observe } = options;

  return async (items) => {
    const ours = items.flatMap(sift).sort((a, b) => a.at - b.at);
    const held = new Set<string>();
    let messages: OurMessage[] = [];
    for (const item of ours) {
      if (item.kind === "message") {
        messages.push(item);
      } else {
        await takeAll(messages, held);
        messages = [];
        await move(item.identity, held);
      }
    }
    await takeAll(messages, held);
    return held.size === 0 ? "ok" : "failed";
  };

  /** Counts what is not to be run here. */
  function sift(item: Item): Ours[] {
    if (item.kind === "status") {
      observe({ kind: "status", status: item.status, code: item.code });
      return [];
    }
    if (item.kind === "ignored") {
      observe(item);
      return [];
    }
    const businessNumberId = item.businessNumberId ?? businessNumberIds[0];
    if (businessNumberId === undefined || !businessNumberIds.includes(businessNumberId)) {
      // A staging and a production server may share one app.
      observe({ kind: "ignored", what: "other number" });
      return [];
    }
    return [{ ...item, businessNumberId }];
  }

  async function move(identity: Identity, held: Set<string>): Promise<void> {
    if (!isHeld(identity, held) && (await resolve(identity))) return;
    hold(identity, held);
  }

  async function takeAll(messages: OurMessage[], held: Set<string>): Promise<void> {
    const known = await resolveEach(messages);
    const lanes = new Map<string, Turn[]>();
    for (const message of messages) {
      const contact = known.get(keyOf(message.identity));
      if (!contact || isHeld(message.identity, held)) {
        hold(message.identity, held);
        continue;
      }
      const turn = toTurn(message, contact);
      const lane = lanes.get(turn.conversationId);
      if (lane) lane.push(turn);
      else lanes.set(turn.conversationId, [turn]);
    }
    await Promise.all([...lanes.values()].map((lane) => runLane(lane, held)));
  }

  async function resolveEach(messages: OurMessage[]): Promise<Map<string, Contact | undefined>> {
    const identities = new Map(messages.map(({ identity }) => [keyOf(identity), identity]));
    return new Map(
      await Promise.all(
        [...identities].map(async ([key, identity]) => [key, await resolve(identity)] as const),
      ),
    );
  }

  async function resolve(identity: Identity): Promise<Contact | undefined> {
    try {
      return await contacts.resolve(identity);
    } catch (error) {
      observe({ kind: "failure", where: "webhook", code: "contact_failed", cause: nameOf(error) });
      return undefined;
    }
  }

  async function runLane(turns: Turn[], held: Set<string>): Promise<void> {
    for (const { identity, ...turn } of turns) {
      if (held.has(turn.conversationId) || (await attempt(turn)) === "failed") {
        held.add(turn.conversationId);
        hold(identity, held);
      }
    }
  }

  async function attempt(turn: Parameters<Take>[0]): Promise<"ok" | "failed"> {
    try {
      return await take(turn);
    } catch (error) {
      observe({ kind: "failure", where: "webhook", code: "take_failed", cause: nameOf(error) });
      return "failed";
    }
  }
}

function toTurn(message: OurMessage, contact: Contact): Turn {
  const { messageId, identity, businessNumberId, id, at, content } = message;
  const { phone, userId } = identity;
  return {
    conversationId: `${contact.id}.${businessNumberId}`,
    event: {
      kind: "message",
      id,
      at,
      address: { businessNumberId, phone, userId },
      locale: contact.locale,
      content,
    },
    messageId,
    identity,
  };
}

function keyOf({ phone, userId }: Identity): string {
  return `${phone ?? ""} ${userId ?? ""}`;
}

function keysOf({ phone, userId, previousUserId }: Identity): string[] {
  return [phone, userId, previousUserId].filter((key) => key !== undefined);
}

function isHeld(identity: Identity, held: Set<string>): boolean {
  return keysOf(identity).some((key) => held.has(key));
}

function hold(identity: Identity, held: Set<string>): void {
  for (const key of keysOf(identity)) held.add(key);
}

/** An error's message may quote a member: only its name and code are told. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error ? `${error.name} ${error.code}` : error.name;
}
