import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Hono } from "hono";
import { bothOf, CONNECTION_NAME, type Config } from "./config.ts";
import type { Dispatcher } from "./conversation/dispatch/dispatcher.ts";
import type { OnTurn } from "./conversation/engine.ts";
import { identityOf } from "./conversation/machine/machine-release.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import type { Observe } from "./conversation/ports/telemetry.ts";
import type { TurnOptions } from "./conversation/turn/turn.ts";
import { createConversations } from "./conversations.ts";
import { createClient as createCredexClient } from "./credex/client.ts";
import { createNotificationIntake } from "./credex/notification-intake.ts";
import { createOperations } from "./credex/operation-runner.ts";
import { createWebhook as createCredexWebhook } from "./credex/webhook.ts";
import { createHealth } from "./http/health.ts";
import { isSigned } from "./http/signature.ts";
import type { LoadedTraces } from "./load-traces.ts";
import { metricLabels } from "./metric-labels.ts";
import { withLanguageOperation } from "./operations/language-operations.ts";
import { withPayeeTracking } from "./operations/payee-operations.ts";
import { openPayees } from "./payee-storage.ts";
import type { CreatePlayground, Playground } from "./playground/playground-module.ts";
import { ADMISSION } from "./policy.ts";
import { assertPolicy } from "./policy-relations.ts";
import { openPublishedReleases, type ReleaseSource } from "./published-releases.ts";
import { createHaltWatch } from "./releases/halt-watch.ts";
import { createHeldReleases } from "./releases/held-releases.ts";
import { createRolloutWatch } from "./releases/rollout-watch.ts";
import { openServerReports } from "./server-report-storage.ts";
import { createTokens } from "./session/tokens.ts";
import { openStorage } from "./storage.ts";
import { createChannelWarnings } from "./telemetry/channel-warnings.ts";
import { createLogs, type LogDestination } from "./telemetry/logs.ts";
import { measureChannel, measureOperations, measureStorage } from "./telemetry/measured-ports.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";
import { traceMeasured } from "./telemetry/traced-measure.ts";
import {
  contract,
  createFallbackWords,
  createTurnOptions,
  DEFAULT_LOCALE,
  isMoney,
  languagesOf,
  type Serving,
  shippedServing,
} from "./vimbiso.ts";
import { createClient as createWhatsAppClient } from "./whatsapp/client.ts";
import { createWebhook } from "./whatsapp/webhook.ts";

export interface App {
  /** The webhooks and the playground; health as well where it has no port of its own. */
  hono: Hono;
  health: Hono;
  metrics: Metrics;
  dispatcher: Dispatcher;
  /** From the next turn on, these replace the machines and the copy that the server was built with. */
  serve(serving: Serving): void;
  playground: Playground | undefined;
  /** Begins to carry out what is due, that of an earlier run included. */
  start(): void;
  /** `/ready` answers 503 from now on. Webhooks are still taken. */
  leave(): void;
  /** Refuses webhooks from now on, also those whose body has not arrived yet. */
  refuseWebhooks(): void;
  /** Finishes the work in progress and closes every connection. */
  stop(): Promise<void>;
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
  /** Absent: nothing is traced. */
  traces?: LoadedTraces | undefined;
  /** Where published releases come from, in place of the storage. */
  releases?: ReleaseSource | undefined;
}

/** VimbisoPay: its machines and operations over Redis and WhatsApp. It puts the parts together, and decides nothing. */
export function createApp(
  config: Config,
  { clock = Date.now, logTo, watch, onTurn, ...options }: AppOptions = {},
): App {
  assertPolicy();
  const { observe: write } = createLogs({
    level: config.LOG_LEVEL,
    destination: logTo,
    origin: { release: config.RELEASE, host: hostname(), pid: process.pid },
    trace: options.traces && (() => traces?.context()),
  });
  let playground: Playground | undefined;
  const channelState = createChannelWarnings();
  const observe: Observe = (telemetryEvent) => {
    write(telemetryEvent);
    metrics.observe(telemetryEvent);
    channelState.observe(telemetryEvent);
    watch?.(telemetryEvent);
    playground?.observe(telemetryEvent);
  };

  const traces = options.traces?.(observe);
  const serving = shippedServing({ withUnreviewed: config.OFFER_UNREVIEWED_LANGUAGES });
  const metrics = createMetrics({
    labels: metricLabels(serving.root),
    clock,
    build: () => ({ release: config.RELEASE, machines: builtIn.release.hash }),
    outbox: () => storage.outbox.count(),
    pools: () => conversations.dispatcher.pools(),
    memory: () => storage.memory(),
  });
  const measure = traces === undefined ? metrics.time : traceMeasured(metrics.time, traces);
  const opened = openStorage(config, {
    ...{ name: CONNECTION_NAME, clock, observe, locale: DEFAULT_LOCALE },
    recordFields: contract.recordFields,
  });
  const storage = measureStorage(opened, measure);
  const { store, contacts } = storage;
  const tokens = createTokens({
    secrets: bothOf(config.JWT_SECRET, config.JWT_SECRET_SECONDARY),
    ttlSeconds: config.JWT_TTL_SECONDS,
  });
  const whatsApp = createWhatsAppClient({
    apiUrl: config.WHATSAPP_API_URL,
    apiVersion: config.WHATSAPP_API_VERSION,
    accessToken: config.WHATSAPP_ACCESS_TOKEN,
    observe,
  });
  const channel = measureChannel(whatsApp, measure);
  const credex = createCredexClient({
    url: config.MYCREDEX_APP_URL,
    apiKey: config.CLIENT_API_KEY,
  });

  const sessionMs = config.STATE_TTL_SECONDS * 1_000;
  const published = options.releases ?? openPublishedReleases(config, storage, clock);
  playground = options.playground?.({
    ...{ clock, store, contacts, tokens, isMoney },
    numbers: storage.numbers,
    listReleases: async () => (published ? published.store.listReleases() : []),
    ttlMs: sessionMs,
    onCommitted: (conversationId, effects) =>
      conversations.dispatcher.wake(conversationId, effects),
  });
  const prepare = (serving: Serving): TurnOptions => {
    const turn = createTurnOptions(serving, { supportUrl: config.SUPPORT_URL });
    playground?.served(turn, serving.folder);
    return turn;
  };
  let builtIn = prepare(serving);
  const releases = createHeldReleases({
    builtIn: () => builtIn,
    load: published?.load,
    ...{ sessionMs, clock, observe },
  });
  const rolloutWatch =
    published &&
    createRolloutWatch({
      ...published,
      reports: openServerReports(storage, clock),
      serverId: randomUUID(),
      ...{ releases, clock, observe },
    });
  rolloutWatch?.start();
  const haltWatch =
    published &&
    createHaltWatch({
      ...{ store: published.store, numbers: storage.numbers, clock, observe },
      builtIn: () => identityOf(builtIn.release),
    });
  haltWatch?.start();
  const conversations = createConversations({
    turn: builtIn,
    releases,
    ...{ storage, tokens, channel, clock, observe, traces },
    operations: withLanguageOperation({
      operations: withPayeeTracking({
        operations: measureOperations(
          createOperations({ client: credex, clock, observe }),
          measure,
        ),
        contacts,
        payees: openPayees(storage),
        observe,
      }),
      contacts,
      isOffered: (locale) => releases.all().some((turn) => languagesOf(turn).includes(locale)),
      observe,
    }),
    fallbackWords: createFallbackWords({
      renderOf: (release) => (releases.find(release) ?? builtIn).render,
      clock,
    }),
    onTurn(taken) {
      metrics.onTurn(taken);
      playground?.onTurn(taken);
      onTurn?.(taken);
    },
    reconcileForMs: config.FIND_OUT_SECONDS * 1_000,
  });
  const { dispatcher } = conversations;

  const webhook = createWebhook({
    appSecrets: bothOf(config.WHATSAPP_APP_SECRET, config.WHATSAPP_APP_SECRET_SECONDARY),
    verifyTokens: bothOf(config.WHATSAPP_VERIFY_TOKEN, config.WHATSAPP_VERIFY_TOKEN_SECONDARY),
    businessNumberIds: config.WHATSAPP_PHONE_NUMBER_ID,
    ...conversations.messages,
  });
  if (config.CREDEX_WEBHOOK_SECRET !== undefined) {
    const { CREDEX_WEBHOOK_SECRET, CREDEX_WEBHOOK_SECRET_SECONDARY } = config;
    const secrets = bothOf(CREDEX_WEBHOOK_SECRET, CREDEX_WEBHOOK_SECRET_SECONDARY);
    const needs = conversations.notifications(ADMISSION.credex);
    const rateLimiter = storage.notificationRateLimiter;
    webhook.route(
      "/",
      createCredexWebhook({
        ...needs,
        isSigned: (body, header) => isSigned({ body, header, secrets }),
        intake: createNotificationIntake({ ...needs, rateLimiter }),
      }),
    );
  }

  let isLeaving = false;
  const health = createHealth({
    readiness: storage.readiness,
    isLeaving: () => isLeaving,
    refusal: conversations.refusal,
    warnings: channelState.warnings,
    metrics: metrics.text,
  });

  const open = playground ? webhook.route("/", playground.routes) : webhook;
  return {
    hono: config.OPS_PORT === undefined ? open.route("/", health) : open,
    health,
    metrics,
    dispatcher,
    serve(serving) {
      builtIn = prepare(serving);
    },
    playground,
    start() {
      // This check reports any problem it finds, so the result is not needed here.
      void storage.readiness();
      conversations.start();
    },
    leave() {
      isLeaving = true;
    },
    refuseWebhooks() {
      isLeaving = true;
      conversations.refuseWebhooks();
    },
    async stop() {
      playground?.close();
      await Promise.all([rolloutWatch?.stop(), haltWatch?.stop()]);
      await conversations.stop();
      await Promise.all([channel.close(), credex.close()]);
      storage.close();
      await traces?.close();
    },
  };
}
