import { createHash, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { offeredCopies } from "../machines/copy/languages.ts";
import { words } from "../machines/copy/words.ts";
import { moneyOperations } from "../machines/kit.ts";
import { readQuickOffer } from "../machines/quick-offer.ts";
import { root } from "../machines/root.ts";
import { createAdmission } from "./admission.ts";
import type { Config } from "./config.ts";
import { createInterpret } from "./copy/interpret.ts";
import { createRender } from "./copy/render.ts";
import { createClient as createCredexClient } from "./credex/client.ts";
import { createNoticeIntake } from "./credex/notice-intake.ts";
import { createOperations } from "./credex/operations.ts";
import { createWebhook as createCredexWebhook } from "./credex/webhook.ts";
import { createDispatcher, type Dispatcher } from "./engine/dispatcher.ts";
import { createEngine } from "./engine/engine.ts";
import { failureOf, type Observe } from "./engine/fact.ts";
import { definition } from "./engine/fit.ts";
import type { Clock } from "./engine/ports.ts";
import { createTurn } from "./engine/turn.ts";
import { createHealth } from "./health.ts";
import { keepingLanguages } from "./language-keeper.ts";
import { createLogs, type LogDestination } from "./observe/logs.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createTokens } from "./session/tokens.ts";
import { openStorage } from "./storage.ts";
import { createClient as createWhatsAppClient } from "./whatsapp/client.ts";
import { isSigned } from "./whatsapp/signature.ts";
import { createWebhook } from "./whatsapp/webhook.ts";

export interface App {
  hono: Hono;
  dispatcher: Dispatcher;
  /** Begins to carry out what is due, that of an earlier run included. */
  start(): void;
  /** Ends what is in hand, and lets go of every connection. */
  stop(): Promise<void>;
}

export interface AppOptions {
  clock?: Clock;
  /** Where log lines go; standard output if not given. */
  logTo?: LogDestination | undefined;
  /** Sees every fact. */
  watch?: Observe;
}

const DEFAULT_LOCALE = "en";
const HOUR_MS = 60 * 60 * 1000;
/** Longer than a message may be run after it was written. */
const KEEP_SEEN_MS = 48 * HOUR_MS;

/** The only place, with storage.ts, that knows every adapter. */
export function createApp(
  config: Config,
  { clock = Date.now, logTo, watch }: AppOptions = {},
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

  const copies = offeredCopies({ withUnreviewed: config.OFFER_UNREVIEWED_LANGUAGES });
  const languages = Object.keys(copies);
  const takeTurn = createTurn({
    served: { machine: root, hash: hash(definition(root)), given: { languages } },
    render: createRender({ copies, fallback: DEFAULT_LOCALE, supportUrl: config.SUPPORT_URL }),
    interpret: createInterpret(words, {
      phrases: [readQuickOffer],
      without: languages.length > 1 ? [] : ["language"],
    }),
    isMoney: (operation) => moneyOperations.has(operation),
  });
  const tokens = createTokens({ secret: config.JWT_SECRET, ttlSeconds: config.JWT_TTL_SECONDS });
  const engine = createEngine({
    store,
    takeTurn,
    tokens,
    clock,
    observe,
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
    operations: keepingLanguages({
      operations: createOperations({ client: credex, clock, observe }),
      contacts,
      observe,
    }),
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
      resolve: (identity, heard) =>
        admission.learn("lookup", () => contacts.resolve(identity, heard)),
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

  const appSecret = config.CREDEX_WEBHOOK_SECRET;
  if (appSecret !== undefined) {
    const intake = createNoticeIntake({
      contacts: { find: (phone) => admission.learn("lookup", () => contacts.find(phone)) },
      floods: storage.noticeFloods,
      clock,
      observe,
      async take(notice) {
        const { outcome } = await admission.learn("commit", () => engine.take(notice));
        if (outcome === "committed") return "told";
        return outcome === "duplicate" || outcome === "too old" || outcome === "parked"
          ? outcome
          : "failed";
      },
    });
    webhook.route(
      "/",
      createCredexWebhook({
        isSigned: (body, header) => isSigned({ body, header, appSecret }),
        admit: admission.admit,
        intake,
        observe,
      }),
    );
  }

  const health = createHealth({
    fitness: storage.fitness,
    refusal: admission.refusal,
    metrics: () => metrics.registry.metrics(),
  });
  let sweep: NodeJS.Timeout | undefined;

  return {
    hono: health.route("/", webhook),
    dispatcher,
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

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
