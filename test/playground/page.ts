import { setTimeout as sleep } from "node:timers/promises";
import type { Bubble, Member, WorldFrame } from "../../src/playground/protocol.ts";

/** The world of development as the playground's page sees it. */
export interface Page {
  /** Every frame that came over the one connection that is open from the start. */
  frames: WorldFrame[];
  /** Waits for a bubble on a phone that this has not returned yet. */
  sees(number: string, text: string): Promise<Bubble>;
  asks(
    method: string,
    path: string,
    body?: unknown,
    headers?: { [name: string]: string },
  ): Promise<Answer>;
  member(wanted?: object): Promise<Member>;
  says(number: string, text: string): Promise<void>;
  /** Taps the choice of this name in its machine that was offered last. */
  taps(number: string, name: string): Promise<void>;
  /** The first frame of a page that opens now. */
  look(): Promise<WorldFrame>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

const PATIENCE_MS = 120_000;

export async function openPage(url: string): Promise<Page> {
  const frames: WorldFrame[] = [];
  const leave = new AbortController();
  const reading = readEvents(url, leave.signal, (frame) => frames.push(frame));
  const seen = new Set<string>();
  const bubbles = () => frames.flatMap((frame) => (frame.kind === "bubble" ? [frame.bubble] : []));

  const page: Page = {
    frames,
    async sees(number, text) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = bubbles().find(
          (one) => one.number === number && !seen.has(one.id) && one.text.includes(text),
        );
        if (found) {
          seen.add(found.id);
          return found;
        }
        if (Date.now() > until) {
          const texts = bubbles().map((one) => one.text);
          throw new Error(`“${text}” was not shown, but:\n${texts.slice(-5).join("\n---\n")}`);
        }
        await sleep(10);
      }
    },
    async asks(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text ? (JSON.parse(text) as unknown) : undefined,
      };
    },
    member: async (wanted = {}) =>
      (await page.asks("POST", "/world/members", wanted)).body as Member,
    async says(number, text) {
      await page.asks("POST", "/world/messages", { number, content: { kind: "text", text } });
    },
    async taps(number, name) {
      const choice = bubbles()
        .filter((one) => one.number === number)
        .flatMap(({ choices = [] }) => choices)
        .findLast(({ id }) => id.endsWith(`~${name}`));
      if (!choice) throw new Error(`Nothing offered “${name}”`);
      const content = { kind: "choice", id: choice.id, title: choice.title };
      await page.asks("POST", "/world/messages", { number, content });
    },
    async look() {
      const look = new AbortController();
      return new Promise<WorldFrame>((resolve, reject) => {
        readEvents(url, look.signal, (frame) => {
          resolve(frame);
          look.abort();
        }).catch(reject);
      });
    },
    async close() {
      leave.abort();
      await reading;
    },
  };
  const isShown = async () => {
    while (frames.length === 0 && !leave.signal.aborted) await sleep(10);
  };
  await Promise.race([isShown(), reading]).catch((error: unknown) => {
    leave.abort();
    throw error;
  });
  return page;
}

/** Until the signal. */
async function readEvents(url: string, signal: AbortSignal, take: (frame: WorldFrame) => void) {
  try {
    const response = await fetch(`${url}/world/events`, { signal });
    let rest = "";
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(
      new TextDecoderStream(),
    )) {
      const events = (rest + chunk).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) take(JSON.parse(event.replace(/^data: /, "")) as WorldFrame);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
