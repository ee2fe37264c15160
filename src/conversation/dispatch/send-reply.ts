import { FORM_TRIES, SEND_WITHIN_MS } from "../../policy.ts";
import type { ReplyEffect } from "../model/effect.ts";
import type { SendOutcome } from "../ports/channel.ts";
import type { HeldLease, WorkContext } from "./work-context.ts";

type SendOptions = Pick<WorkContext, "channel" | "clock" | "observe" | "fallbackWords">;

/**
 * Sends a reply. Where the channel refuses its content for good, it is tried in simpler forms, so that no
 * question disappears. A refusal means that nothing was sent: no two forms of a reply arrive. `"lost"`:
 * held up since the claim, so that another worker may have sent the reply, and the next one.
 */
export async function sendReply(
  options: SendOptions,
  held: HeldLease,
  effect: ReplyEffect,
): Promise<SendOutcome | "lost"> {
  const { channel, clock, observe, fallbackWords } = options;
  const { conversationId } = held;
  const isTooLate = () => clock() > held.until - SEND_WITHIN_MS;
  if (isTooLate()) return "lost";
  let sent = await trySend(channel, { conversationId, reply: effect });
  if (sent.kind !== "unfit") return sent;
  for (const { form, message } of formsOf(effect, { channel, fallbackWords })) {
    if (isTooLate())
      return { kind: "retry", code: sent.code, reason: "late", tries: FORM_TRIES, delayMs: 0 };
    observe({ kind: "fallback", conversationId, effect: effect.token, form, code: sent.code });
    sent = await trySend(channel, { conversationId, reply: { ...effect, message } });
    if (sent.kind !== "unfit") return sent;
  }
  return sent;
}

/** Without words or forms the reply is given up: an error here would stop the lane for ever. */
function formsOf(effect: ReplyEffect, { channel, fallbackWords }: FormOptions) {
  try {
    return channel.fallbacks?.(effect, fallbackWords(effect)) ?? [];
  } catch {
    return [];
  }
}

type FormOptions = Pick<SendOptions, "channel" | "fallbackWords">;

async function trySend(
  channel: SendOptions["channel"],
  request: { conversationId: string; reply: ReplyEffect },
): Promise<SendOutcome> {
  return Promise.resolve(request).then(channel.send).catch(unfit);
}

/** What the channel cannot even make a request of is not sent. */
function unfit(error: unknown): SendOutcome {
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  return { kind: "unfit", code: isCoded ? `${error.code}` : "error" };
}
