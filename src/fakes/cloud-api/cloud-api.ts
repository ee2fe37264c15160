import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { createFailures, type Failure, toResponse } from "./failure.ts";
import { createInbox, type PairRate, type Received } from "./inbox.ts";
import { type Outgoing, parsePayload, type ReadMark } from "./payload.ts";
import { createStatuses, type StatusOptions } from "./statuses.ts";
import { streamInbox } from "./stream.ts";
import {
  createPoster,
  InboundMessage,
  type InboundMessagePayload,
  messageChange,
  statusChange,
} from "./webhooks.ts";

export interface CloudApiFakeOptions {
  accessToken: string;
  appSecret: string;
  /** Receives members' messages and statuses; without it members cannot write, and no status is reported. */
  webhookUrl?: string | undefined;
  businessNumberId?: string | undefined;
  clock?: (() => number) | undefined;
  /** A burst of 45, then one per six seconds, unless given. */
  pairRate?: PairRate | undefined;
  statuses?: StatusOptions | undefined;
}

export interface CloudApiFake {
  /** The API under `/vN.N`, and `/fake` for a chat client. */
  app: Hono;
  /** The messages that a member (digits or a user id) has received, in order. */
  received(member: string): readonly Received[];
  /** Read marks and typing indicators, in order. */
  reads: readonly ReadMark[];
  /** Returns a function that unsubscribes. */
  subscribe(listener: (message: Received) => void): () => void;
  /** Everything that happens on the members' phones, whatever caused it. Returns a function that unsubscribes. */
  observe(listener: (seen: CloudApiObservation) => void): () => void;
  fail(failure: Failure): void;
  /** Every send has this fault until `recover`. */
  failUntilRecovered(failure: Failure): void;
  recover(): void;
  /** Opens the 24-hour window of a member, as if they had written. */
  hear(member: string): void;
  /** Sends a member's message as a webhook; returns the HTTP status of the answer. */
  write(message: Writing): Promise<number>;
  /** Resolves when every status so far is posted. */
  idle(): Promise<void>;
  /** Answers hanging requests and ends every stream. */
  close(): Promise<void>;
}

export type CloudApiObservation =
  /** Before it is posted: at each try. */
  | { kind: "written"; message: InboundMessagePayload }
  /** The webhook was answered with 200. */
  | { kind: "taken"; id: string }
  | { kind: "read"; read: ReadMark };

const Writing = z.object({
  from: z.string().min(1),
  userId: z.string().optional(),
  content: InboundMessage,
  id: z.string().optional(),
  /** Milliseconds. */
  at: z.number().optional(),
  businessNumberId: z.string().optional(),
});
type Writing = z.infer<typeof Writing>;

const TAKEN = 200;
/** The error for a chat client when there is no webhook URL. */
const SERVER_AWAY = 503;
const PAIR_RATE: PairRate = { burst: 45, everyMs: 6_000 };

/** A local Cloud API, as strict as the real one where its rules are known. */
export function createCloudApiFake(options: CloudApiFakeOptions): CloudApiFake {
  const { accessToken, appSecret, webhookUrl, clock = Date.now } = options;
  const { businessNumberId = "100000000000001", pairRate = PAIR_RATE } = options;
  const inbox = createInbox({ clock, pairRate });
  const reads: ReadMark[] = [];
  const failures = createFailures();
  const observers = new Set<(seen: CloudApiObservation) => void>();
  const closing = new AbortController();
  const poster = webhookUrl === undefined ? undefined : createPoster({ webhookUrl, appSecret });
  const statuses =
    poster &&
    createStatuses({
      ...options.statuses,
      clock,
      post: (batch) => poster.post(batch.map(statusChange)),
    });

  const app = new Hono()
    .post("/:version{v[0-9]+\\.[0-9]+}/:number/messages", async (context) => {
      if (context.req.header("authorization") !== `Bearer ${accessToken}`) {
        return toResponse({ kind: "error", httpStatus: 401, code: 190 });
      }
      const parsed = parsePayload(await context.req.json().catch(() => undefined));
      switch (parsed.kind) {
        case "read":
          reads.push(parsed.read);
          notify({ kind: "read", read: parsed.read });
          return context.json({ success: true });
        case "invalid":
          return toResponse({ ...parsed, kind: "error", httpStatus: 400 });
        case "message":
          return take(context, { message: parsed.message, number: context.req.param("number") });
      }
    })
    .post("/phone/messages", async (context) => {
      const writing = Writing.safeParse(await context.req.json().catch(() => undefined));
      if (!writing.success) return context.json({ error: z.treeifyError(writing.error) }, 400);
      const status = await write(writing.data).catch(() => SERVER_AWAY);
      return context.json({ status });
    })
    .get("/phone/messages", (context) => {
      const member = context.req.query("member");
      return member
        ? streamInbox(context, { inbox, member, closing: closing.signal })
        : context.json({ error: "Name a member." }, 400);
    });

  return {
    app,
    received: inbox.received,
    reads,
    subscribe: inbox.subscribe,
    observe(listener) {
      observers.add(listener);
      return () => observers.delete(listener);
    },
    fail: failures.next,
    failUntilRecovered: failures.untilReset,
    recover: failures.reset,
    hear: inbox.hear,
    write,
    idle: async () => statuses?.idle(),
    async close() {
      closing.abort();
      await poster?.close();
    },
  };

  async function take(
    context: Context,
    { message, number }: { message: Outgoing; number: string },
  ): Promise<Response> {
    const failure = failures.take();
    if (failure?.kind === "error") return toResponse(failure);
    const { delivered, ...content } = message;
    const code = delivered ? inbox.admit(message.member) : undefined;
    if (code !== undefined) return toResponse({ kind: "error", httpStatus: 400, code });
    const id = `wamid.${randomUUID()}`;
    if (delivered) {
      const received = { ...content, id, at: clock(), businessNumberId: number };
      inbox.add(received);
      statuses?.report(received);
    }
    if (failure?.kind === "hang")
      await aborted(AbortSignal.any([closing.signal, context.req.raw.signal]));
    return context.json({
      messaging_product: "whatsapp",
      contacts: [{ input: message.member, wa_id: message.member }],
      messages: [{ id }],
    });
  }

  async function write(writing: Writing): Promise<number> {
    if (!poster) throw new Error("The fake has no webhook URL: set webhookUrl");
    const { from, userId, content } = writing;
    for (const member of [from, userId]) if (member !== undefined) inbox.hear(member);
    const message: InboundMessagePayload = {
      from,
      userId,
      content,
      id: writing.id ?? `wamid.${randomUUID()}`,
      at: writing.at ?? clock(),
      businessNumberId: writing.businessNumberId ?? businessNumberId,
    };
    notify({ kind: "written", message });
    const status = await poster.post([messageChange(message)]);
    if (status === TAKEN) notify({ kind: "taken", id: message.id });
    return status;
  }

  function notify(seen: CloudApiObservation): void {
    for (const observer of observers) observer(seen);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
