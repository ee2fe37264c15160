import { createHash, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import type { AnyStateMachine } from "xstate";
import type { Copy } from "../machines/copy/copy.ts";
import { offeredCopies } from "../machines/copy/languages.ts";
import { firm, words } from "../machines/copy/words.ts";
import { fallbackKeys } from "../machines/fallback.ts";
import { moneyOperations } from "../machines/kit.ts";
import { readQuickOffer } from "../machines/quick-offer.ts";
import { root } from "../machines/root.ts";
import type { Config } from "./config.ts";
import { createDispatcher, type Dispatcher } from "./conversation/dispatch/dispatcher.ts";
import { createEngine, type EngineOptions, type OnTurn } from "./conversation/engine.ts";
import { machineDefinition } from "./conversation/machine/machine-fingerprint.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import type { Render } from "./conversation/ports/copy.ts";
import { failureOf, type Observe } from "./conversation/ports/telemetry.ts";
import { createTurn, type RunTurn, type TurnOptions } from "./conversation/turn/turn.ts";
import { choiceNamesIn } from "./copy/choice-names.ts";
import { createInterpret } from "./copy/interpret.ts";
import { createRender } from "./copy/render.ts";
import { createClient as createCredexClient } from "./credex/client.ts";
import { createNotificationIntake } from "./credex/notification-intake.ts";
import { createOperations } from "./credex/operations.ts";
import { createWebhook as createCredexWebhook } from "./credex/webhook.ts";
import { createAdmission } from "./http/admission.ts";
import { createHealth } from "./http/health.ts";
import { createLoadSheddingReport } from "./http/load-shedding.ts";
import { createPendingBodies } from "./http/pending-bodies.ts";
import { isSigned } from "./http/signature.ts";
import { withLanguageOperation } from "./operations/language-operations.ts";
import { withPayeeTracking } from "./operations/payee-operations.ts";
import type { CreatePlayground, Playground } from "./playground/playground-module.ts";
import { ADMISSION, assertPolicy, HTTP, REDIS } from "./policy.ts";
import { createTokens } from "./session/tokens.ts";
import { openStorage } from "./storage.ts";
import { measureBusyShare } from "./telemetry/busy-share.ts";
import { createChannelWarnings } from "./telemetry/channel-warnings.ts";
import { createLogs, type LogDestination } from "./telemetry/logs.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { contract } from "./vimbiso.ts";
import { createClient as createWhatsAppClient } from "./whatsapp/client.ts";
import { createWebhook } from "./whatsapp/webhook.ts";

export interface App {
  hono: Hono;
  dispatcher: Dispatcher;
  /** From the next turn on, conversations go by these; where they are, as far as the machine still has it. */
  serve(serving: Serving): void;
  playground: Playground | undefined;
  /** Begins to carry out what is due, that of an earlier run included. */
  start(): void;
  /** `/ready` answers 503 from now on. Webhooks are still taken. */
  leave(): void;
  /** Refuses webhooks from now on, also those whose body has not arrived yet. */
  refuseWebhooks(): void;
  /** Ends what is in hand, and lets go of every connection. */
  stop(): Promise<void>;
}

/** What designers make. */
export interface Serving {
  root: AnyStateMachine;
  copies: { [locale: string]: Copy };
  words: typeof words;
  /** Words that are commands even where a name or a handle is asked for. */
  firm: typeof firm;
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

/** The only place, with storage.ts, that knows every adapter. */
export function createApp(
  config: Config,
  { clock = Date.now, logTo, watch, onTurn, playground: createPlayground }: AppOptions = {},
): App {
  assertPolicy();
  const { observe: write } = createLogs({ level: config.LOG_LEVEL, destination: logTo });
  let count: Observe = () => {};
  let playground: Playground | undefined;
  const channelState = createChannelWarnings();
  const observe: Observe = (fact) => {
    write(fact);
    count(fact);
    channelState.observe(fact);
    watch?.(fact);
    playground?.observe(fact);
  };

  const { recordFields } = contract;
  const storage = openStorage(config, { clock, observe, locale: DEFAULT_LOCALE, recordFields });
  const { store, outbox, contacts } = storage;
  const metrics = createMetrics({ count: outbox.count, pools: () => dispatcher.pools() });
  count = metrics.observe;

  const tokens = createTokens({ secret: config.JWT_SECRET, ttlSeconds: config.JWT_TTL_SECONDS });
  const isMoney = (operation: string) => moneyOperations.has(operation);
  const ttlMs = config.STATE_TTL_SECONDS * 1_000;
  const onCommitted: EngineOptions["onCommitted"] = (conversationId, effects) =>
    dispatcher.wake(conversationId, effects);
  playground = createPlayground?.({ clock, store, contacts, tokens, ttlMs, isMoney, onCommitted });
  let languages: readonly string[] = [];
  let render: Render;
  const serve = (serving: Serving): RunTurn => {
    languages = Object.keys(serving.copies);
    const options = turnOptionsOf(serving, config);
    ({ render } = options);
    playground?.served(options, serving.folder);
    return createTurn(options);
  };
  const copies = offeredCopies({ withUnreviewed: config.OFFER_UNREVIEWED_LANGUAGES });
  let runTurn = serve({ root, copies, words, firm });
  const engine = createEngine({
    store,
    recordFields,
    runTurn: (input) => runTurn(input),
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
    recordFields,
    channel,
    operations: withLanguageOperation({
      operations: withPayeeTracking({
        operations: createOperations({ client: credex, clock, observe }),
        contacts,
        payees: storage.payees,
        observe,
      }),
      contacts,
      isOffered: (locale) => languages.includes(locale),
      observe,
    }),
    engine,
    clock,
    observe,
    workerId: randomUUID(),
    random: Math.random,
    busyShare: measureBusyShare(),
    fallbackWords: (locale = DEFAULT_LOCALE) => {
      const say = (key: string) => render({ reply: { key }, locale, now: clock() }).text;
      const { byNumber, byTitle, sorry } = fallbackKeys;
      return { byNumber: say(byNumber), byTitle: say(byTitle), sorry: say(sorry) };
    },
    reconcileForMs: config.FIND_OUT_SECONDS * 1_000,
  });

  const admission = createAdmission({ clock, replyDelayMs: dispatcher.replyDelayMs });
  const shed = createLoadSheddingReport(observe);
  const pendingBodies = createPendingBodies();
  const pendingNotices = createPendingBodies();
  const webhook = createWebhook({
    appSecret: config.WHATSAPP_APP_SECRET,
    verifyToken: config.WHATSAPP_VERIFY_TOKEN,
    businessNumberIds: config.WHATSAPP_PHONE_NUMBER_ID,
    contacts: {
      resolve: (identity, heard) =>
        admission.learn("lookup", () => contacts.resolve(identity, heard)),
    },
    clock,
    report: outbox.report,
    rateLimiter: storage.rateLimiter,
    ...{ gate: admission, pendingBodies, shed, observe },
    async deliver({ conversationId, event, messageId }) {
      const { outcome, isWaiting } = await admission.learn("commit", () =>
        engine.run({ conversationId, event }),
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
    const intake = createNotificationIntake({
      contacts: { find: (phone) => admission.learn("lookup", () => contacts.find(phone)) },
      rateLimiter: storage.notificationRateLimiter,
      clock,
      observe,
      async deliver(notice) {
        const { outcome } = await admission.learn("commit", () => engine.run(notice));
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
        gate: admission.gate(ADMISSION.credex),
        ...{ pendingBodies: pendingNotices, shed, intake, observe },
      }),
    );
  }

  let isLeaving = false;
  const health = createHealth({
    readiness: storage.readiness,
    isLeaving: () => isLeaving,
    // As the largest webhook of Meta would be judged.
    refusal: () => admission.refusal(HTTP.whatsappBodyBytes),
    warnings: channelState.warnings,
    metrics: () => metrics.registry.metrics(),
  });
  let sweep: NodeJS.Timeout | undefined;

  return {
    hono: playground
      ? health.route("/", webhook).route("/", playground.routes)
      : health.route("/", webhook),
    dispatcher,
    serve(serving) {
      runTurn = serve(serving);
    },
    playground,
    start() {
      // Reports by itself what is wrong.
      void storage.readiness();
      dispatcher.start();
      sweep = setInterval(() => {
        outbox
          .sweep({ olderThanMs: REDIS.deduplicationMs })
          .catch((error) => observe(failureOf("sweep", error)));
      }, REDIS.sweepMs);
    },
    leave() {
      isLeaving = true;
    },
    refuseWebhooks() {
      isLeaving = true;
      admission.close();
      pendingBodies.close();
      pendingNotices.close();
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
  const { root: machine, copies, words, firm } = serving;
  const languages = Object.keys(copies);
  return {
    release: {
      machine,
      hash: hash(machineDefinition(machine)),
      contract,
      injectedContext: { languages },
    },
    render: createRender({ copies, fallback: DEFAULT_LOCALE, supportUrl }),
    interpret: createInterpret(words, {
      phrases: [readQuickOffer],
      firm,
      without: languages.length > 1 ? [] : ["language"],
    }),
    isAtMostOnce: (operation) => moneyOperations.has(operation),
    choiceNames: choiceNamesIn(copies),
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
