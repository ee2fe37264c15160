import { toConversationId } from "../engine/conversation-id.ts";
import type { Content, MessageEvent } from "../engine/event.ts";
import type { Observe } from "../engine/fact.ts";
import type { Counted, Floods } from "../engine/floods.ts";
import type { Contact, Contacts, Identity, Report } from "../engine/ports.ts";
import type { Item, MessageItem, MovedItem, StatusItem } from "./inbound.ts";

/** Takes a message through its conversation's machine. `"not run"`: a duplicate, or too old. */
export type Take = (message: {
  conversationId: string;
  event: MessageEvent;
  /** Meta's id, to mark the message as read. */
  messageId: string;
}) => Promise<"ok" | "not run" | "failed">;

/** Takes note of what became of a reply. */
export type TakeReport = (report: Report) => Promise<unknown>;

export interface IntakeOptions {
  /** The numbers that are served here; the first is meant where a webhook names none. */
  businessNumberIds: readonly string[];
  contacts: Contacts;
  floods: Floods;
  take: Take;
  report: TakeReport;
  observe: Observe;
}

/** Runs what one POST brought. `"failed"`: it has to be sent again. */
export type Intake = (items: Item[]) => Promise<"ok" | "failed">;

type Ours = (MessageItem | MovedItem) & { businessNumberId: string };
type OurMessage = MessageItem & { businessNumberId: string };
type Turn = Parameters<Take>[0] & { identity: Identity; counted: Counted };

/**
 * Items of one conversation run one after another by their own time, conversations side by side.
 * A move changes whose the keys are, so it waits for what came before it and runs alone.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { businessNumberIds, contacts, floods, take, report, observe } = options;

  return async (items) => {
    const reports = reportAll(items.filter((item) => item.kind === "status"));
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
    const reported = await reports;
    await takeAll(messages, held);
    return held.size === 0 && reported ? "ok" : "failed";
  };

  /** `false` if any could not be noted. */
  async function reportAll(items: StatusItem[]): Promise<boolean> {
    const noted = await Promise.all(
      items.map(({ status, code, reply }) => {
        observe({ kind: "status", status, code });
        if (!reply || !isReported(status) || !isServed(reply.conversationId)) return true;
        return attempt("report_failed", () => report({ ...reply, status, code }).then(() => "ok"));
      }),
    );
    return noted.every((result) => result !== "failed");
  }

  /** Another server's replies come back here as well where it shares our app. */
  function isServed(conversationId: string): boolean {
    return businessNumberIds.some((id) => conversationId.endsWith(`.${id}`));
  }

  /** Counts what is not to be run here. */
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

  async function move(identity: Identity, held: Set<string>): Promise<void> {
    if (!isHeld(identity, held) && (await resolve(identity))) return;
    hold(identity, held);
  }

  async function takeAll(messages: OurMessage[], held: Set<string>): Promise<void> {
    const [known, counts] = await Promise.all([
      resolveEach(messages),
      Promise.all(messages.map(({ identity }) => floods.count(memberOf(identity)))),
    ]);
    const lanes = new Map<string, Turn[]>();
    for (const [index, message] of messages.entries()) {
      const contact = known.get(keyOf(message.identity));
      const turn = open(message, { contact, counted: counts[index] ?? "ok", held });
      if (!turn) continue;
      const lane = lanes.get(turn.conversationId);
      if (lane) lane.push(turn);
      else lanes.set(turn.conversationId, [turn]);
    }
    await Promise.all([...lanes.values()].map((lane) => runLane(lane, held)));
  }

  /** The turn to be taken, unless it has to wait or is not to be taken at all. */
  function open(
    message: OurMessage,
    {
      contact,
      counted,
      held,
    }: { contact: Contact | undefined; counted: Counted; held: Set<string> },
  ): Turn | undefined {
    const { identity } = message;
    if (!contact || isHeld(identity, held)) {
      hold(identity, held);
      void floods.forget(memberOf(identity), counted);
      return undefined;
    }
    if (counted !== "ignored") return toTurn(message, contact, counted);
    observe({ kind: "ignored", what: "flood" });
    return undefined;
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
    for (const { identity, counted, ...turn } of turns) {
      const taken = held.has(turn.conversationId)
        ? "failed"
        : await attempt("take_failed", () => take(turn));
      if (taken !== "ok") void floods.forget(memberOf(identity), counted);
      if (taken !== "failed") continue;
      held.add(turn.conversationId);
      hold(identity, held);
    }
  }

  async function attempt<T>(code: string, task: () => Promise<T>): Promise<T | "failed"> {
    try {
      return await task();
    } catch (error) {
      observe({ kind: "failure", where: "webhook", code, cause: nameOf(error) });
      return "failed";
    }
  }
}

function toTurn(message: OurMessage, contact: Contact, counted: Counted): Turn {
  const { messageId, identity, businessNumberId, id, at } = message;
  const content: Content = counted === "told" ? { kind: "flood" } : message.content;
  const { phone, userId } = identity;
  return {
    conversationId: toConversationId({ contactId: contact.id, businessNumberId }),
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
    counted,
  };
}

function isReported(status: string): status is Report["status"] {
  return ["sent", "delivered", "read", "played", "failed"].includes(status);
}

/** Whose messages are counted together, before it is known who that is to us. */
function memberOf({ phone, userId }: Identity): string {
  return userId ?? phone ?? "";
}

function keyOf({ phone, userId }: Identity): string {
  return `${phone ?? ""} ${userId ?? ""}`;
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

/** An error's message may quote a member: only its name and code are told. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error ? `${error.name} ${error.code}` : error.name;
}
