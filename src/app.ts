import { createHash, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { AnyStateMachine } from "xstate";
import type { Copy } from "../machines/copy/copy.ts";
import { en } from "../machines/copy/en.ts";
import { words } from "../machines/copy/words.ts";
import { moneyOperations } from "../machines/kit.ts";
import { root } from "../machines/root.ts";
import { createAdmission } from "./admission.ts";
import type { Config } from "./config.ts";
import { createInterpret } from "./copy/interpret.ts";
import { createRender } from "./copy/render.ts";
import { createClient as createCredexClient } from "./credex/client.ts";
import { createOperations } from "./credex/operations.ts";
import { createDispatcher, type Dispatcher } from "./engine/dispatcher.ts";
import { createEngine, type OnTurn } from "./engine/engine.ts";
import { failureOf, type Observe } from "./engine/fact.ts";
import { definition } from "./engine/fit.ts";
import type { Clock } from "./engine/ports.ts";
import { createTurn, type TakeTurn } from "./engine/turn.ts";
import { createHealth } from "./health.ts";
import { createLogs, type LogDestination } from "./observe/logs.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createTokens } from "./session/tokens.ts";
import { openStorage } from "./storage.ts";
import { createClient as createWhatsAppClient } from "./whatsapp/client.ts";
import { createWebhook } from "./whatsapp/webhook.ts";

export interface App {
  hono: Hono;
  dispatcher: Dispatcher;
  /** From the next turn on, conversations go by these; where they are, as far as the machine still has it. */
  serve(serving: Serving): void;
  /** Begins to carry out what is due, that of an earlier run included. */
  start(): void;
  /** Ends what is in hand, and lets go of every connection. */
  stop(): Promise<void>;
}

/** What designers make. */
export interface Serving {
  root: AnyStateMachine;
  copies: { [locale: string]: Copy };
  words: typeof words;
}

export interface AppOptions {
  clock?: Clock;
  /** Where log lines go; standard output if not given. */
  logTo?: LogDestination | undefined;
  /** Sees every fact. */
  watch?: Observe;
  /** Sees every turn after its commit. */
  onTurn?: OnTurn | undefined;
}

const DEFAULT_LOCALE = "en";
const HOUR_MS = 60 * 60 * 1000;
/** Longer than a message may be run after it was written. */
const KEEP_SEEN_MS = 48 * HOUR_MS;

/** The only place, with storage.ts, that knows every adapter. */
export function createApp(
  config: Config,
  { clock = Date.now, logTo, watch, onTurn }: AppOptions = {},
): App {
  const { log, observe: write } = createLogs({ level: config.LOG_LEVEL, destination: logTo });
  let count: Observe = () => {};
  const observe: Observe = (fact) => {
    write(fact);
    count(fact);
    watch?.(fact);
  };

  const storage = openStorage(config, { clock, observe, locale: DEFAULT_LOCALE });
  const { store, outbox, contacts } = storage;
  const metrics = createMetrics(outbox.count);
  count = metrics.observe;

  let takeTurn = compose({ root, copies: { en }, words }, config);
  const tokens = createTokens({ secret: config.JWT_SECRET, ttlSeconds: config.JWT_TTL_SECONDS });
  const engine = createEngine({
    store,
    takeTurn: (input) => takeTurn(input),
    tokens,
    clock,
    observe,
    onTurn,
    onCommitted: (conversationId, effects) => dispatcher.nudge(conversationId, effects),
  });

  const channel = createWhatsAppClient({
    apiUrl: config.WHATSAPP_API_URL,
    apiVersion: config.WHATSAPP_API_VERSION,
    accessToken: config.WHATSAPP_ACCESS_TOKEN,
    observe,
  });
  const credex = createCredexClient({
    url: config.MYCREDEX_APP_URL,
    apiKey: config.CLIENT_API_KEY,
  });
  const dispatcher = createDispatcher({
    outbox,
    store,
    channel,
    operations: createOperations({ client: credex, clock, observe }),
    engine,
    clock,
    observe,
    workerId: randomUUID(),
    random: Math.random,
    findOutMs: config.FIND_OUT_SECONDS * 1_000,
  });

  const admission = createAdmission({ clock, behindMs: dispatcher.behindMs });
  const webhook = createWebhook({
    appSecret: config.WHATSAPP_APP_SECRET,
    verifyToken: config.WHATSAPP_VERIFY_TOKEN,
    businessNumberIds: config.WHATSAPP_PHONE_NUMBER_ID,
    contacts: {
      resolve: (identity) => admission.learn("lookup", () => contacts.resolve(identity)),
    },
    report: outbox.report,
    floods: storage.floods,
    admit: admission.admit,
    observe,
    async take({ conversationId, event, messageId }) {
      const { outcome, isWaiting } = await admission.learn("commit", () =>
        engine.take({ conversationId, event }),
      );
      if (outcome === "conflict") return "failed";
      if (outcome === "duplicate" || outcome === "too old") return "not run";
      if (outcome === "committed")
        void channel.read({ address: event.address, messageId, typing: isWaiting });
      return "ok";
    },
  });

  const health = createHealth({
    fitness: storage.fitness,
    refusal: admission.refusal,
    metrics: () => metrics.registry.metrics(),
  });
  let sweep: NodeJS.Timeout | undefined;

  return {
    hono: health.route("/", webhook),
    dispatcher,
    serve(serving) {
      takeTurn = compose(serving, config);
    },
    start() {
      void storage.fitness().then((fitness) => {
        if (fitness.kind === "unfit") log.error({ reason: fitness.reason }, "redis is not fit");
      });
      dispatcher.start();
      sweep = setInterval(() => {
        outbox
          .sweep({ olderThanMs: KEEP_SEEN_MS })
          .catch((error) => observe(failureOf("sweep", error)));
      }, HOUR_MS);
    },
    async stop() {
      clearInterval(sweep);
      await dispatcher.stop();
      await Promise.all([channel.close(), credex.close()]);
      storage.close();
    },
  };
}

function compose(serving: Serving, { SUPPORT_URL: supportUrl }: Config): TakeTurn {
  const { root: machine, copies, words } = serving;
  return createTurn({
    served: { machine, hash: hash(definition(machine)) },
    render: createRender({ copies, fallback: DEFAULT_LOCALE, supportUrl }),
    interpret: createInterpret(words),
    isMoney: (operation) => moneyOperations.has(operation),
  });
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
