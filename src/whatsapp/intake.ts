import { toConversationId } from "../engine/conversation-id.ts";
import type { MessageEvent } from "../engine/event.ts";
import type { Observe } from "../engine/fact.ts";
import type { Contact, Contacts, Identity, Report } from "../engine/ports.ts";
import type { Item, MessageItem, MovedItem, StatusItem } from "./inbound.ts";

/** Takes a message through its conversation's machine. */
export type Take = (message: {
  conversationId: string;
  event: MessageEvent;
  /** Meta's id, to mark the message as read. */
  messageId: string;
}) => Promise<"ok" | "failed">;

/** Takes note of what became of a reply. */
export type TakeReport = (report: Report) => Promise<unknown>;

export interface IntakeOptions {
  /** The numbers that are served here; the first is meant where a webhook names none. */
  businessNumberIds: readonly string[];
  contacts: Contacts;
  take: Take;
  report: TakeReport;
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
  const { businessNumberIds, contacts, take, report, observe } = options;

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
      if (
        held.has(turn.conversationId) ||
        (await attempt("take_failed", () => take(turn))) === "failed"
      ) {
        held.add(turn.conversationId);
        hold(identity, held);
      }
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

function toTurn(message: OurMessage, contact: Contact): Turn {
  const { messageId, identity, businessNumberId, id, at, content } = message;
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
  };
}

function isReported(status: string): status is Report["status"] {
  return ["sent", "delivered", "read", "played", "failed"].includes(status);
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
