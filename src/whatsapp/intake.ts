import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { Content, MessageEvent } from "../conversation/model/event.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Contact, Contacts, Identity, LastInbound } from "../conversation/ports/contacts.ts";
import type { Enter, EnteredConversation } from "../conversation/ports/entrance.ts";
import type { RateDecision, RateLimiter } from "../conversation/ports/rate-limit.ts";
import { createReports, type ReportsOptions } from "./delivery-reports.ts";
import { runItem } from "./run-item.ts";
import type { IdentityChangeItem, Item, MessageItem } from "./webhook-items.ts";

/** Runs a message through its conversation's machine. `"not run"`: a duplicate, or too old. */
export type DeliverMessage = (message: {
  conversationId: string;
  event: MessageEvent;
  /** Meta's id, to mark the message as read. */
  messageId: string;
  /** What was found of the conversation when the message entered. */
  entered: EnteredConversation | undefined;
}) => Promise<"ok" | "not run" | "failed">;

export interface IntakeOptions extends ReportsOptions {
  /** The numbers that are served here; the first is assumed where a webhook names none. */
  businessNumberIds: readonly string[];
  contacts: Pick<Contacts, "resolve">;
  /** For a message that comes alone. Absent: every message is looked up in steps. */
  enter?: Enter | undefined;
  clock: Clock;
  rateLimiter: RateLimiter;
  deliver: DeliverMessage;
}

/** Runs the items of one POST. `"failed"`: it must be sent again. */
export type Intake = (items: Item[]) => Promise<"ok" | "failed">;

type Ours = (MessageItem | IdentityChangeItem) & { businessNumberId: string };
type OurMessage = MessageItem & { businessNumberId: string };
type Turn = Parameters<DeliverMessage>[0] & Pick<LookedUp, "counted"> & { identity: Identity };

/** What is known of a message before its turn. */
interface LookedUp {
  /** `undefined`: the lookup failed. */
  contact: Contact | undefined;
  /** `undefined`: the message is not counted. */
  counted: RateDecision | undefined;
  entered?: EnteredConversation | undefined;
}

/**
 * Items of one conversation run one after another by their own time, conversations in parallel.
 * An identity change affects whose the keys are, so it waits for everything before it and runs alone.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { businessNumberIds, contacts, enter, clock, rateLimiter, deliver, observe } = options;
  const report = createReports(options);

  return async (items) => {
    const reporting = report(items.filter((item) => item.kind === "status"));
    const ours = items.flatMap(sift).sort((a, b) => a.at - b.at);
    const held = new Set<string>();
    let messages: OurMessage[] = [];
    for (const item of ours) {
      if (item.kind === "message") {
        messages.push(item);
      } else {
        await takeAll(messages, held);
        messages = [];
        await move(item, held);
      }
    }
    await takeAll(messages, held);
    return (await reporting) === "ok" && held.size === 0 ? "ok" : "failed";
  };

  /** Counts the items that are not for this server. */
  function sift(item: Item): Ours[] {
    if (item.kind === "status") return [];
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

  async function move({ identity: told }: IdentityChangeItem, held: Set<string>): Promise<void> {
    const { keyChangedAt } = told;
    const identity =
      keyChangedAt === undefined
        ? told
        : { ...told, keyChangedAt: Math.min(keyChangedAt, clock()) };
    if (!isHeld(identity, held) && (await resolve(identity))) return;
    hold(identity, held);
  }

  async function takeAll(messages: OurMessage[], held: Set<string>): Promise<void> {
    const lookedUp = await lookUp(messages);
    const lanes = new Map<string, Turn[]>();
    for (const [index, message] of messages.entries()) {
      const turn = open(message, { ...failedLookup, ...lookedUp[index], held });
      if (!turn) continue;
      const lane = lanes.get(turn.conversationId);
      if (lane) lane.push(turn);
      else lanes.set(turn.conversationId, [turn]);
    }
    await Promise.all([...lanes.values()].map((lane) => runLane(lane, held)));
  }

  /** In one step where there is one message, and its contact does not have to change. */
  async function lookUp(messages: OurMessage[]): Promise<LookedUp[]> {
    const [only, ...others] = messages;
    const entered = only && others.length === 0 ? await enterAlone(only) : undefined;
    if (entered) return [entered];
    const [known, counts] = await Promise.all([
      resolveEach(messages),
      Promise.all(messages.map(({ identity }) => rateLimiter.count(memberOf(identity)))),
    ]);
    return messages.map((message, index) => ({
      contact: known.get(keyOf(message)),
      counted: counts[index],
    }));
  }

  async function enterAlone(message: OurMessage): Promise<LookedUp | undefined> {
    if (!enter) return undefined;
    const { identity, businessNumberId, id, at } = message;
    const entered = await runItem({ observe, code: "contact_failed" }, () =>
      enter({
        ...{ identity, businessNumberId, member: memberOf(identity), seen: { id, at } },
        lastInboundAt: isSaid(message) ? Math.min(at, clock()) : undefined,
      }),
    );
    if (entered === "failed") return failedLookup;
    if (entered === undefined) return undefined;
    const { contact, ...conversation } = entered;
    const counted = entered.isSeen ? undefined : ("ok" as const);
    return { contact, counted, entered: conversation };
  }

  function forget(identity: Identity, counted: RateDecision | undefined): void {
    if (counted) void rateLimiter.forget(memberOf(identity), counted);
  }

  /** The turn to run, unless it has to wait or must not run at all. */
  function open(
    message: OurMessage,
    { contact, counted, entered, held }: LookedUp & { held: Set<string> },
  ): Turn | undefined {
    const { identity } = message;
    if (!contact || isHeld(identity, held)) {
      hold(identity, held);
      forget(identity, counted);
      return undefined;
    }
    if (counted !== "ignored") return toTurn({ message, contact, counted, entered, now: clock() });
    observe({ kind: "ignored", what: "flood" });
    return undefined;
  }

  async function resolveEach(messages: OurMessage[]): Promise<Map<string, Contact | undefined>> {
    // In the order of their time, so the latest of each stays.
    const latest = new Map(messages.map((message) => [keyOf(message), message]));
    const latestSaid = new Map(messages.filter(isSaid).map((message) => [keyOf(message), message]));
    return new Map(
      await Promise.all(
        [...latest].map(
          async ([key, { identity }]) =>
            [key, await resolve(identity, latestSaid.get(key))] as const,
        ),
      ),
    );
  }

  async function resolve(
    identity: Identity,
    lastInbound?: LastInbound,
  ): Promise<Contact | undefined> {
    const now = clock();
    const contact = await runItem({ observe, code: "contact_failed" }, () =>
      contacts.resolve(
        identity,
        lastInbound && {
          businessNumberId: lastInbound.businessNumberId,
          at: Math.min(lastInbound.at, now),
        },
      ),
    );
    return contact === "failed" ? undefined : contact;
  }

  async function runLane(turns: Turn[], held: Set<string>): Promise<void> {
    for (const { identity, counted, ...turn } of turns) {
      const taken = held.has(turn.conversationId)
        ? "failed"
        : await runItem({ observe, code: "take_failed" }, () => deliver(turn));
      if (taken !== "ok") forget(identity, counted);
      if (taken !== "failed") continue;
      held.add(turn.conversationId);
      hold(identity, held);
    }
  }
}

const failedLookup: LookedUp = { contact: undefined, counted: undefined };

function toTurn({
  message,
  contact,
  counted,
  entered,
  now,
}: LookedUp & {
  message: OurMessage;
  contact: Contact;
  now: number;
}): Turn {
  const { messageId, identity, businessNumberId, id, at: statedAt } = message;
  const content: Content = counted === "first over limit" ? { kind: "flood" } : message.content;
  const { phone, userId } = identity;
  return {
    conversationId: toConversationId({ contactId: contact.id, businessNumberId }),
    event: {
      kind: "message",
      id,
      at: Math.min(statedAt, now),
      ...(statedAt > now && { statedAt }),
      address: { businessNumberId, phone, userId },
      locale: contact.locale,
      notices: contact.notices,
      noticesAt: contact.noticesAt,
      content,
    },
    messageId,
    identity,
    counted,
    entered,
  };
}

/** A member who only opened the chat has written nothing, so WhatsApp's 24-hour window does not open. */
function isSaid({ content }: OurMessage): boolean {
  return content.kind !== "opened";
}

/** By which key messages are counted, before the contact is known. */
function memberOf({ phone, userId }: Identity): string {
  return userId ?? phone ?? "";
}

function keyOf({ identity: { phone, userId }, businessNumberId }: OurMessage): string {
  return `${phone ?? ""} ${userId ?? ""} ${businessNumberId}`;
}

function keysOf({ phone, formerPhone, userId, previousUserId }: Identity): string[] {
  return [phone, formerPhone, userId, previousUserId].filter((key) => key !== undefined);
}

function isHeld(identity: Identity, held: Set<string>): boolean {
  return keysOf(identity).some((key) => held.has(key));
}

function hold(identity: Identity, held: Set<string>): void {
  for (const key of keysOf(identity)) held.add(key);
}
