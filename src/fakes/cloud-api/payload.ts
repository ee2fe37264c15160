import { z } from "zod";

/** A message as a member will see it. */
export interface Outgoing {
  /** Digits or a user id. */
  member: string;
  /** Whether it reaches anybody: a user id in `to` does not. */
  delivered: boolean;
  token?: string | undefined;
  text: string;
  /** The label of the list's button, if the choices are a list. */
  button?: string | undefined;
  choices: { id: string; title: string; description?: string | undefined }[];
}

export interface ReadMark {
  messageId: string;
  typing: boolean;
}

export type Parsed =
  | { kind: "message"; message: Outgoing }
  | { kind: "read"; read: ReadMark }
  | { kind: "invalid"; code: 100 | 131009; details: string };

const PHONE = /^\+?(\d+)$/;

const upTo = (max: number) => z.string().min(1).max(max);
const Edges = {
  header: z.object({ type: z.literal("text"), text: upTo(60) }).optional(),
  footer: z.object({ text: upTo(60) }).optional(),
};
const Row = z.object({ id: upTo(200), title: upTo(24), description: upTo(72).optional() });
const Reply = z.object({
  type: z.literal("reply"),
  reply: z.object({ id: upTo(256), title: upTo(20) }),
});

const Buttons = z.object({
  ...Edges,
  type: z.literal("button"),
  body: z.object({ text: upTo(1024) }),
  action: z.object({
    buttons: z
      .array(Reply)
      .min(1)
      .max(3)
      .refine((buttons) => isUnique(buttons.map(({ reply }) => reply.title)), "titles repeat")
      .refine((buttons) => isUnique(buttons.map(({ reply }) => reply.id)), "ids repeat"),
  }),
});

const List = z.object({
  ...Edges,
  type: z.literal("list"),
  body: z.object({ text: upTo(1024) }),
  action: z.object({
    button: upTo(20),
    sections: z
      .array(z.object({ title: upTo(24).optional(), rows: z.array(Row).min(1) }))
      .min(1)
      .max(10)
      .refine((sections) => sections.flatMap(({ rows }) => rows).length <= 10, "over 10 rows")
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title),
        "no title",
      )
      .refine(
        (sections) => isUnique(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
        "ids repeat",
      ),
  }),
});

const Envelope = {
  messaging_product: z.literal("whatsapp"),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  biz_opaque_callback_data: upTo(512).optional(),
};

const Message = z.discriminatedUnion("type", [
  z.object({ ...Envelope, type: z.literal("text"), text: z.object({ body: upTo(4096) }) }),
  z.object({
    ...Envelope,
    type: z.literal("interactive"),
    interactive: z.discriminatedUnion("type", [Buttons, List]),
  }),
]);

const Read = z.object({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal("text") }).optional(),
});

/** Validates a request against the Cloud API's limits, written independently of the sending code. */
export function parsePayload(body: unknown): Parsed {
  const read = Read.safeParse(body).data;
  if (read) {
    return { kind: "read", read: { messageId: read.message_id, typing: !!read.typing_indicator } };
  }
  const { data, error } = Message.safeParse(body);
  if (!data) {
    const shape = error.issues.some(({ code }) => code.startsWith("invalid"));
    const [issue] = error.issues;
    return {
      kind: "invalid",
      code: shape ? 100 : 131009,
      details: `${issue?.path.join(".")}: ${issue?.message}`,
    };
  }
  const { to, recipient } = data;
  const member = to ?? recipient;
  if (!member) return { kind: "invalid", code: 100, details: "to or recipient is required" };
  const phone = PHONE.exec(member)?.[1];
  if (phone !== undefined && to === undefined) {
    return { kind: "invalid", code: 100, details: "recipient must be a user id" };
  }
  return {
    kind: "message",
    message: {
      member: phone ?? member,
      delivered: phone !== undefined || to === undefined,
      token: data.biz_opaque_callback_data,
      ...contentOf(data),
    },
  };
}

function contentOf(
  message: z.infer<typeof Message>,
): Pick<Outgoing, "text" | "button" | "choices"> {
  if (message.type === "text") return { text: message.text.body, choices: [] };
  const { interactive } = message;
  const { text } = interactive.body;
  if (interactive.type === "button") {
    return { text, choices: interactive.action.buttons.map(({ reply }) => reply) };
  }
  const { button, sections } = interactive.action;
  return { text, button, choices: sections.flatMap(({ rows }) => rows) };
}

function isUnique(texts: string[]): boolean {
  return new Set(texts).size === texts.length;
}
