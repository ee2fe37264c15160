import { hash } from "node:crypto";
import { z } from "zod";
import type { Content } from "../conversation/model/event.ts";
import type { Identity } from "../conversation/ports/contacts.ts";
import { readSystem, readUserIdUpdate } from "./identity-change.ts";
import { isIgnoredKind } from "./ignored-kinds.ts";
import { readContent } from "./inbound-content.ts";
import { LenientId, LenientList, LenientText, LenientTime } from "./lenient-schema.ts";
import { readCallback } from "./outbound.ts";
import { readSender, Sender } from "./sender.ts";
import { fieldName } from "./webhook-field.ts";

export type Item = MessageItem | IdentityChangeItem | StatusItem | IgnoredItem;

export interface MessageItem {
  kind: "message";
  /** Meta's id: identifies the message to Meta, and contains the member's number, so it is never logged. */
  messageId: string;
  /** Ours: a hash of Meta's. */
  id: string;
  /** Milliseconds. */
  at: number;
  businessNumberId?: string | undefined;
  identity: Identity;
  content: Content;
}

/** A member has a new phone number, user id or identity key. */
export interface IdentityChangeItem {
  kind: "moved";
  at: number;
  businessNumberId?: string | undefined;
  identity: Identity;
}

/** The delivery report of a reply. */
export interface StatusItem {
  kind: "status";
  status: string;
  /** The reply's address and token; absent if it is not ours. */
  reply?: { conversationId: string; token: string } | undefined;
  code?: string | undefined;
}

/** An ignored item; `what` is from a closed list. */
export interface IgnoredItem {
  kind: "ignored";
  what: string;
}

const Body = z.object({ entry: z.array(z.unknown()) });
const Entry = z.object({ changes: z.array(z.unknown()) });
const Change = z.object({ field: LenientText, value: z.unknown().optional() });
const Value = z.object({
  metadata: z.object({ phone_number_id: LenientId }).optional().catch(undefined),
  contacts: LenientList,
  messages: LenientList,
  statuses: LenientList,
  errors: LenientList,
  user_id_update: LenientList,
});
const Message = z.looseObject({
  ...Sender.shape,
  id: LenientText,
  timestamp: LenientTime,
  type: LenientText,
  system: z.unknown().optional(),
  group_id: z.unknown().optional(),
});
const Status = z.object({
  status: z
    .enum(["sent", "delivered", "read", "played", "failed", "deleted", "unknown"])
    .catch("unknown"),
  biz_opaque_callback_data: LenientText,
  errors: z
    .array(z.object({ code: LenientId }))
    .optional()
    .catch(undefined),
});

/** The items of a webhook's body, in order. Never throws: an invalid item affects only itself. */
export function readWebhook(body: unknown): Item[] {
  const envelope = Body.safeParse(body).data;
  return envelope ? envelope.entry.flatMap(readEntry) : [ignored("malformed")];
}

function readEntry(raw: unknown): Item[] {
  const entry = Entry.safeParse(raw).data;
  return entry ? entry.changes.flatMap(readChange) : [ignored("malformed")];
}

function readChange(raw: unknown): Item[] {
  const change = Change.safeParse(raw).data;
  const value = Value.safeParse(change?.value).data;
  if (!change || !value) return [ignored("malformed")];
  const businessNumberId = value.metadata?.phone_number_id;
  if (change.field === "user_id_update") {
    return (value.user_id_update ?? []).map((update): Item => {
      const move = readUserIdUpdate(update);
      return move ? { kind: "moved", businessNumberId, ...move } : ignored("unidentifiable");
    });
  }
  if (change.field !== undefined && change.field !== "messages") {
    return [ignored(fieldName(change.field))];
  }
  const { contacts = [], messages, statuses, errors } = value;
  if (!messages && !statuses && !errors) return [ignored(fieldName(change.field))];
  return [
    ...(messages ?? []).map((message) => readMessage(message, { businessNumberId, contacts })),
    ...(statuses ?? []).map(readStatus),
    ...(errors ? [ignored("errors")] : []),
  ];
}

function readMessage(
  raw: unknown,
  { businessNumberId, contacts }: { businessNumberId: string | undefined; contacts: unknown[] },
): Item {
  const message = Message.safeParse(raw).data;
  if (!message) return ignored("malformed");
  const { id: messageId, timestamp: at, type } = message;
  const ignoredKind = notForUs(message);
  if (ignoredKind !== undefined) return ignored(ignoredKind);
  // Without them a message could not be distinguished from its own duplicate.
  if (messageId === undefined || at === undefined) return ignored("unidentifiable");
  if (type === "system") {
    const identity = readSystem(message, at);
    if (identity === "other") return ignored("system");
    return identity ? { kind: "moved", at, businessNumberId, identity } : ignored("unidentifiable");
  }
  const identity = readSender(message, contacts);
  if (!identity) return ignored("unidentifiable");
  const content = readContent(type, message);
  return {
    kind: "message",
    messageId,
    id: shortId(messageId),
    at,
    businessNumberId,
    identity,
    content,
  };
}

/** The label of a message that is not addressed to us: in a group (banking is private), or without content. */
function notForUs(message: z.infer<typeof Message>): string | undefined {
  const { group_id } = message;
  return group_id !== undefined && group_id !== null ? "group message" : isIgnoredKind(message);
}

function readStatus(raw: unknown): Item {
  const status = Status.safeParse(raw).data;
  if (!status) return ignored("malformed");
  return {
    kind: "status",
    status: status.status,
    reply: readCallback(status.biz_opaque_callback_data),
    code: codeOf(status.errors?.[0]?.code),
  };
}

/** Meta's codes are numbers. They become labels and journal fields, where free text is not allowed. */
function codeOf(code: string | undefined): string | undefined {
  return code === undefined || /^\d{1,6}$/.test(code) ? code : "other";
}

/** 128 bits of the hash: 22 characters. */
function shortId(messageId: string): string {
  return Buffer.from(hash("sha256", messageId, "hex").slice(0, 32), "hex").toString("base64url");
}

function ignored(what: string): IgnoredItem {
  return { kind: "ignored", what };
}
