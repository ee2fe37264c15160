import { randomUUID } from "node:crypto";
import type { CloudApiFake, CloudApiObservation } from "../../../src/fakes/cloud-api/cloud-api.ts";
import type { Received } from "../../../src/fakes/cloud-api/inbox.ts";
import type { InboundMessagePayload } from "../../../src/fakes/cloud-api/webhooks.ts";
import type { Bubble, WorldFrame } from "../../../src/playground/protocol.ts";

/** The members' phones: the messages sent and received on each, whatever client sent them. */
export interface Chats {
  /** Oldest first. */
  bubbles(): Bubble[];
  /** The bubble that offers a choice of this id; the newest of several. */
  offering(number: string, id: string): Bubble | undefined;
  /** Copies the messages until a time to another phone, including their buttons. */
  copy(options: Copying): void;
}

export interface Copying {
  from: string;
  to: string;
  /** Milliseconds since 1970. */
  until: number;
  /** Tokens of replies to include, although they arrived later. */
  tokens: readonly string[];
}

/** The oldest are dropped first. */
const MAX_BUBBLES = 5_000;
const TICKS = ["sent", "taken", "read"] as const;

/** Subscribes to the Cloud API fake for good. */
export function createChats({
  cloudApi,
  publish,
}: {
  cloudApi: Pick<CloudApiFake, "subscribe" | "observe" | "hear">;
  publish: (frame: WorldFrame) => void;
}): Chats {
  const kept = new Map<string, Bubble>();
  const keep = (bubble: Bubble) => {
    kept.set(bubble.id, bubble);
    const [oldest] = kept.keys();
    if (kept.size > MAX_BUBBLES && oldest !== undefined) kept.delete(oldest);
    publish({ kind: "bubble", bubble });
  };
  const tick = (id: string, now: (typeof TICKS)[number]) => {
    const bubble = kept.get(id);
    if (!bubble?.tick || TICKS.indexOf(now) <= TICKS.indexOf(bubble.tick)) return bubble;
    keep({ ...bubble, tick: now });
    return bubble;
  };
  const see = (seen: CloudApiObservation) => {
    switch (seen.kind) {
      case "written":
        if (!kept.has(seen.message.id)) keep(written(seen.message));
        return;
      case "taken":
        tick(seen.id, "taken");
        return;
      case "read": {
        const bubble = tick(seen.read.messageId, "read");
        if (bubble && seen.read.typing) publish({ kind: "typing", number: bubble.number });
        return;
      }
    }
  };
  cloudApi.subscribe((message) => keep(received(message)));
  cloudApi.observe(see);

  return {
    bubbles: () => [...kept.values()],
    offering: (number, id) =>
      [...kept.values()].findLast(
        (bubble) => bubble.number === number && bubble.choices?.some((choice) => choice.id === id),
      ),
    copy({ from, to, until, tokens }) {
      const belongs = ({ number, at, token }: Bubble) =>
        number === from && (at <= until || (token !== undefined && tokens.includes(token)));
      for (const bubble of [...kept.values()].filter(belongs))
        keep({ ...bubble, id: `wamid.${randomUUID()}`, number: to });
      // Otherwise WhatsApp would withhold every reply from a phone that has never written.
      cloudApi.hear(to);
    },
  };
}

function written({ id, from, at, content }: InboundMessagePayload): Bubble {
  const bubble = { id, number: from, from: "member" as const, at, tick: "sent" as const };
  switch (content.kind) {
    case "text":
      return { ...bubble, text: content.text };
    case "button_reply":
    case "list_reply":
      return { ...bubble, text: content.title };
    case "image":
    case "audio":
    case "video":
    case "document":
    case "sticker":
      return { ...bubble, text: "", media: content.kind };
  }
}

function received({ id, member, at, text, button, choices, token }: Received): Bubble {
  // The callback data of a received message is "<conversation> <token>".
  const own = token?.split(" ")[1];
  return {
    id,
    number: member,
    from: "vimbiso",
    at,
    text,
    ...(button !== undefined && { button }),
    ...(choices.length > 0 && { choices: choices.map(toChoice) }),
    ...(own !== undefined && { token: own }),
  };
}

function toChoice({ id, title, description }: Received["choices"][number]) {
  return { id, title, ...(description !== undefined && { description }) };
}
