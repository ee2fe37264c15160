import { z } from "zod";
import { visible } from "../../machines/text.ts";
import type { Content } from "../conversation/model/event.ts";
import { LenientText } from "./lenient-schema.ts";
import { boundText } from "./text-bounds.ts";

const TextMessage = z.object({
  text: z.object({ body: z.string() }),
  /** A message that was forwarded also has one, without an id. */
  context: z
    .object({ id: z.string().min(1) })
    .optional()
    .catch(undefined),
});
const ButtonMessage = z.object({ button: z.object({ text: LenientText, payload: LenientText }) });
const InteractiveMessage = z.object({
  interactive: z.object({
    type: z.string(),
    button_reply: z.unknown().optional(),
    list_reply: z.unknown().optional(),
  }),
});
const ChoiceReply = z.object({ id: z.string().min(1), title: z.string().catch("") });

const UnsupportedMessage = z.object({ unsupported: z.object({ type: z.string() }) });

/** Kinds that are certainly not text. Meta names those of the second line in `unsupported.type`. */
const MEDIA = new Set([
  ...[
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "order",
    "nfm_reply",
  ],
  ...["gif", "view_once", "group_invite", "media_placeholder", "poll_creation", "product"],
]);

/** Half a surrogate pair: no encoder accepts it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A member's message in the conversation's terms; everything that Meta delivers has a reading. */
export function readContent(type: string | undefined, message: unknown): Content {
  switch (type) {
    case "text":
      return readText(message);
    case "button":
      return readButton(message);
    case "interactive":
      return readInteractive(message);
    case "unsupported":
      return readUnsupported(message);
    // Meta sends it only where the business has turned welcome messages on, in order to greet.
    case "request_welcome":
      return { kind: "opened" };
    default:
      return readMedia(type);
  }
}

function readText(message: unknown): Content {
  const read = TextMessage.safeParse(message).data;
  const text = clean(read?.text.body ?? "");
  if (!/\S/.test(text)) return { kind: "media", media: "blank" };
  return read?.context ? { kind: "text", text, quotes: true } : { kind: "text", text };
}

/** A template's quick reply. */
function readButton(message: unknown): Content {
  const button = ButtonMessage.safeParse(message).data?.button;
  const id = button?.payload ?? button?.text;
  return id === undefined
    ? readMedia(undefined)
    : { kind: "choice", id: clean(id), title: clean(button?.text ?? "") };
}

function readInteractive(message: unknown): Content {
  const interactive = InteractiveMessage.safeParse(message).data?.interactive;
  const reply = ChoiceReply.safeParse(interactive?.button_reply ?? interactive?.list_reply).data;
  if (reply) return { kind: "choice", id: clean(reply.id), title: clean(reply.title) };
  return readMedia(interactive?.type);
}

/** A message that WhatsApp does not pass on. It is often a plain text, and then no type is named. */
function readUnsupported(message: unknown): Content {
  const type = UnsupportedMessage.safeParse(message).data?.unsupported.type;
  return type && MEDIA.has(type) ? readMedia(type) : { kind: "media", media: "unsupported" };
}

/** An unknown kind may have been a text. */
function readMedia(type: string | undefined): Content {
  return { kind: "media", media: type && MEDIA.has(type) ? type : "unknown" };
}

/** Cleans every value that is read from a message, so that only visible characters count. */
function clean(text: string): string {
  return boundText(text, safe);
}

function safe(text: string): string {
  return visible(text.replace(LONE_SURROGATE, "\ufffd"));
}
