import { createHash, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { AnyStateMachine } from "xstate";
import type { Copy } from "../machines/copy/copy.ts";
import { offeredCopies } from "../machines/copy/languages.ts";
import { firm, words } from "../machines/copy/words.ts";
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
import { createEngine, type EngineOptions, type OnTurn } from "./engine/engine.ts";
import { failureOf, type Observe } from "./engine/fact.ts";
import { definition } from "./engine/fit.ts";
import type { Clock } from "./engine/ports.ts";
import { createTurn, type TakeTurn, type TurnOptions } from "./engine/turn.ts";
import { createHealth } from "./health.ts";
import { keepingLanguages } from "./language-keeper.ts";
import { createLogs, type LogDestination } from "./observe/logs.ts";
import { createMetrics } from "./observe/metrics.ts";
import type { CreatePlayground, Playground } from "./playground/port.ts";
import { createTokens } from "./session/tokens.ts";
import { openStorage } from "./storage.ts";
import { createClient as createWhatsAppClient } from "./whatsapp/client.ts";
import { isSigned } from "./whatsapp/signature.ts";
import { createWebhook } from "./whatsapp/webhook.ts";

export interface App {
  hono: Hono;
  dispatcher: Dispatcher;
  /** From the next turn on, conversations go by these; where they are, as far as the machine still has it. */
  serve(serving: Serving): void;
  playground: Playground | undefined;
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
  /** Words that are commands even where a name is asked for; those of the project if not given. */
  firm?: typeof firm;
  /** Where their files lie, if not in the project: for who draws them. */
  folder?: string;
}

export interface AppOptions {
  clock?: Clock;
  /** Where log lines go; standard output if not given. */
  logTo?: LogDestination | undefined;
  /** Sees every fact. */
  watch?: Observe;
  /** Sees every turn after its commit. */
  onTurn?: OnTurn | undefined;
  playground?: CreatePlayground | undefined;
}

const DEFAULT_LOCALE = "en";
const HOUR_MS = 60 * 60 * 1000;
/** Longer than a message may be run after it was written. */
const KEEP_SEEN_MS = 48 * HOUR_MS;

/** The only place, with storage.ts, that knows every adapter. */
export function createApp(
  config: Config,
  { clock = Date.now, logTo, watch, onTurn, playground: createPlayground }: AppOptions = {},
): App {
  const { log, observe: write } = createLogs({ level: config.LOG_LEVEL, destination: logTo });
  let count: Observe = () => {};
  let playground: Playground | undefined;
  const observe: Observe = (fact) => {
    write(fact);
    count(fact);
    watch?.(fact);
    playground?.observe(fact);
  };

  const storage = openStorage(config, { clock, observe, locale: DEFAULT_LOCALE });
  const { store, outbox, contacts } = storage;
  const metrics = createMetrics(outbox.count);
  count = metrics.observe;

  const tokens = createTokens({ secret: config.JWT_SECRET, ttlSeconds: config.JWT_TTL_SECONDS });
  const isMoney = (operation: string) => moneyOperations.has(operation);
  const ttlMs = config.STATE_TTL_SECONDS * 1_000;
  const onCommitted: EngineOptions["onCommitted"] = (conversationId, effects) =>
    dispatcher.nudge(conversationId, effects);
  playground = createPlayground?.({ clock, store, contacts, tokens, ttlMs, isMoney, onCommitted });
  let languages: readonly string[] = [];
  const serve = (serving: Serving): TakeTurn => {
    languages = Object.keys(serving.copies);
    const options = turnOptionsOf(serving, config);
    playground?.served(options, serving.folder);
    return createTurn(options);
  };
  const copies = offeredCopies({ withUnreviewed: config.OFFER_UNREVIEWED_LANGUAGES });
  let takeTurn = serve({ root, copies, words });
  const engine = createEngine({
    store,
    takeTurn: (input) => takeTurn(input),
    tokens,
    clock,
    observe,
    onTurn:
      (playground || onTurn) &&
      ((taken) => {
        playground?.onTurn(taken);
        onTurn?.(taken);
      }),
    onCommitted,
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
      isOffered: (locale) => languages.includes(locale),
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
    hono: playground
      ? health.route("/", webhook).route("/", playground.routes)
      : health.route("/", webhook),
    dispatcher,
    serve(serving) {
      takeTurn = serve(serving);
    },
    playground,
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
      playground?.close();
      await dispatcher.stop();
      await Promise.all([channel.close(), credex.close()]);
      storage.close();
    },
  };
}

function turnOptionsOf(serving: Serving, { SUPPORT_URL: supportUrl }: Config): TurnOptions {
  const { root: machine, copies, words } = serving;
  const languages = Object.keys(copies);
  return {
    served: { machine, hash: hash(definition(machine)), given: { languages } },
    render: createRender({ copies, fallback: DEFAULT_LOCALE, supportUrl }),
    interpret: createInterpret(words, {
      phrases: [readQuickOffer],
      firm: serving.firm ?? firm,
      without: languages.length > 1 ? [] : ["language"],
    }),
    isMoney: (operation) => moneyOperations.has(operation),
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
