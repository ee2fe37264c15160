import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { z } from "zod";
import { quantile } from "./figures/statistics.ts";
import { type Channel, nextMessage } from "./load/channel.ts";
import { whatsapp } from "./load/wire.ts";

/** The results of the webhooks that were posted in a phase. */
export interface Phase {
  posted: number;
  /** The error codes of those that were refused with 503. */
  refused: string[];
  /** From the POST to its 200. */
  webhookMs: number[];
  /** From the POST to the reply at the channel. */
  answerMs: number[];
}

export interface Poster {
  /** Posts a member's text. Returns "ok", or the error code of the answer. */
  post(from: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export function createPoster(url: string): Poster {
  const pool = new Pool(url, { connections: 256 });
  let count = 0;
  return {
    async post(from, said) {
      const delivery = whatsapp([{ from, text: said, id: ++count }]);
      const { statusCode, body: answer } = await pool.request({ method: "POST", ...delivery });
      const text = await answer.text();
      if (statusCode === 200) return "ok";
      return z.object({ error: z.object({ code: z.string() }) }).parse(JSON.parse(text)).error.code;
    },
    close: () => pool.destroy(),
  };
}

interface Probing {
  poster: Poster;
  channel: Channel;
  /** Members with an open session who need nothing from credex-core. */
  phones: string[];
  durationMs: number;
  perSecond: number;
}

/** Members ask for help, one after another and at a fixed rate, however long the answers take. */
export async function probe(options: Probing): Promise<Phase> {
  const { phones, durationMs, perSecond } = options;
  const phase: Phase = { posted: 0, refused: [], webhookMs: [], answerMs: [] };
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let at = 0; performance.now() - startedAt < durationMs; at++) {
    const phone = phones[at % phones.length];
    if (phone !== undefined) asked.push(ask(options, phase, phone));
    await sleep(startedAt + ((at + 1) * 1_000) / perSecond - performance.now());
  }
  await Promise.all(asked);
  return phase;
}

async function ask({ poster, channel }: Probing, phase: Phase, phone: string): Promise<void> {
  const postedAt = performance.now();
  const answered = nextMessage(channel, phone);
  phase.posted += 1;
  const outcome = await poster.post(phone, "help");
  if (outcome !== "ok") {
    phase.refused.push(outcome);
    return;
  }
  phase.webhookMs.push(performance.now() - postedAt);
  await answered;
  phase.answerMs.push(performance.now() - postedAt);
}

/** One line: the share of 503, and p50 and p95 in ms and as a ratio to those of a quiet phase. */
export function describe(name: string, phase: Phase, quiet: Phase): string {
  const { posted, refused } = phase;
  const share = ((100 * refused.length) / Math.max(posted, 1)).toFixed(1);
  const codes = refused.length > 0 ? ` [${[...new Set(refused)].join(", ")}]` : "";
  const times = (["webhookMs", "answerMs"] as const).map((what) => {
    const shares = [0.5, 0.95].map((share) => {
      const ms = quantile(phase[what], share);
      return `p${share * 100} ${ms.toFixed(0)} ms (x${(ms / quantile(quiet[what], share)).toFixed(1)})`;
    });
    return `${what === "webhookMs" ? "webhook" : "answer"} ${shares.join(", ")}`;
  });
  const refusals = `${refused.length} of ${posted} refused with 503 (${share} %)${codes}`;
  return `${name}: ${refusals}; ${times.join("; ")}`;
}
