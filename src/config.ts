import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { MEMBER_MESSAGES_PER_MINUTE, RECONCILE_FOR_MS, SESSION_SECONDS } from "./policy.ts";
import type { OpenOptions } from "./redis/open-redis.ts";
import { parseRedisUrl } from "./redis/redis-url.ts";
import type { DataKeys } from "./redis/sealing.ts";

const whole = (min: number, max: number) => {
  const error = `needs a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const seconds = (fallback: number) => whole(1, 86_400).default(fallback);
const text = z.string().trim().min(1);
const share = z.coerce
  .number({ error: "needs a number from 0 to 1" })
  .min(0, { error: "needs a number from 0 to 1" })
  .max(1, { error: "needs a number from 0 to 1" });
const url = z
  .url({ protocol: /^https?$/, error: "needs an http:// or https:// URL" })
  .transform((value) => value.replace(/\/+$/, ""));

/** The URL of a service that receives secrets and members' data: encrypted, unless it is on this machine. */
const serviceUrl = url
  .refine((value) => new URL(value).protocol === "https:" || isLoopback(new URL(value).hostname), {
    error: "needs https://: http:// is for this machine alone, because secrets are sent there",
    abort: true,
  })
  .refine((value) => isPlain(new URL(value)), {
    error: "needs a URL without a user, a query or a fragment: they would not be sent",
  });

/**
 * `redis://`, `rediss://`, a socket's path, a cluster, Sentinel; or `memory:`, which keeps state in this process only.
 */
const stateUrl = text
  .regex(/^(rediss?(\+cluster|\+sentinel)?:\/\/|\/|memory:$)/, {
    error:
      "needs a redis:// or rediss:// URL, with +cluster or +sentinel for several nodes, or a socket's path",
    abort: true,
  })
  .refine((value) => parseRedisUrl(value) !== undefined, {
    error:
      "needs redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/<name of the primary>",
    abort: true,
  })
  .refine(hasDatabaseNumber, {
    error: "needs the number of a database, or nothing, after the host: redis://host:6379/0",
  });

/**
 * 16 characters of hex are 64 bits, which cannot be guessed through the network. Meta's app secrets have 32, and its
 * tokens more. Spaces and control characters come from copying, and break headers and signatures.
 */
const MIN_SECRET = 16;
/** Of secrets that are ours to choose. */
const MIN_OWN_SECRET = 32;
const secretOf = (min: number) =>
  z
    .string()
    .trim()
    .min(min, { error: `needs ${min} characters or more`, abort: true })
    .regex(
      /^[\x21-\x7e]+$/,
      "must contain only letters, digits and punctuation: no space, no line break",
    );
const secret = secretOf(MIN_SECRET);
const ownSecret = secretOf(MIN_OWN_SECRET);

const DATA_KEY_BYTES = 32;
const NO_CURRENT_KEY = "off";

/** `<id>:<base64 of 32 bytes>`, separated by commas; `off` in the first place only decrypts with the others. */
const dataKeys = z
  .string()
  .trim()
  .transform((value) => value.split(",").map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part, at) => isDataKey(part) || (at === 0 && part === NO_CURRENT_KEY)),
    {
      error:
        "must be <id>:<key>, separated by commas: an id of a-z, 0-9 and -, and 32 bytes in base64 (openssl rand -base64 32)",
      abort: true,
    },
  )
  .refine((parts) => new Set(parts.map(dataKeyId)).size === parts.length, {
    error: "must contain each id only once",
  })
  .transform((parts): DataKeys => {
    const [first = NO_CURRENT_KEY] = parts.map(dataKeyId);
    const keys = parts
      .filter(isDataKey)
      .map(
        (part) =>
          [dataKeyId(part), Buffer.from(part.slice(dataKeyId(part).length + 1), "base64")] as const,
      );
    return { current: first === NO_CURRENT_KEY ? undefined : first, keys: new Map(keys) };
  })
  .optional();

function dataKeyId(part: string): string {
  return part.split(":", 1)[0] ?? "";
}

function isDataKey(part: string): boolean {
  const [, key] = /^[a-z\d-]{1,16}:([\w+/]{43}=)$/.exec(part) ?? [];
  return key !== undefined && Buffer.from(key, "base64").length === DATA_KEY_BYTES;
}

const MAX_RELEASE_KEYS = 2;

/** Ed25519 public keys: SPKI in base64, separated by commas; two while a key is rotated. */
const releaseKeys = z
  .string()
  .trim()
  .transform((value, { addIssue }) => {
    const parts = value.split(",").map((part) => part.trim());
    const keys = parts.flatMap((part) => readReleaseKey(part) ?? []);
    if (keys.length === parts.length && keys.length <= MAX_RELEASE_KEYS) return keys;
    const message =
      "must be one or two Ed25519 public keys in base64, separated by commas (openssl pkey -pubout -outform DER | base64)";
    addIssue({ code: "custom", message });
    return z.NEVER;
  })
  .optional();

function readReleaseKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, "base64"),
      format: "der",
      type: "spki",
    });
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The content of a file. */
const file = text.transform((path, { addIssue }) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    addIssue({ code: "custom", message: "must be the path of a file that this process can read" });
    return z.NEVER;
  }
});

/** Ids are parts of keys and of lane names, which are split at spaces. */
const businessNumberIds = text
  .transform((value) => value.split(",").map((id) => id.trim()))
  .refine((ids) => ids.every((id) => /^\d{1,32}$/.test(id)), {
    error: "must be ids of digits, separated by commas: see the phone number id in Meta's app",
    abort: true,
  })
  .refine((ids) => new Set(ids).size === ids.length, { error: "must contain each id only once" });

/** `name=value,name=value`, with values in percent-encoding: OpenTelemetry's form. */
const collectorHeaders = z
  .string()
  .regex(/^[\w-]+=[\x21-\x2b\x2d-\x7e]+(,[\w-]+=[\x21-\x2b\x2d-\x7e]+)*$/, {
    error: "needs name=value, separated by commas",
  })
  .optional()
  .transform((value = "") =>
    Object.fromEntries(
      value
        .split(",")
        .filter((header) => header !== "")
        .map((header) => {
          const [name = "", ...rest] = header.split("=");
          return [name, decodeURIComponent(rest.join("="))] as const;
        }),
    ),
  );

const LOOPBACK = /^(127\.0\.0\.1|localhost|::1)$/;

/** Secrets must differ: whoever knows one must not know another. Tokens appear in addresses, which are logged. */
const SECRETS = [
  "JWT_SECRET",
  "JWT_SECRET_SECONDARY",
  "WHATSAPP_ACCESS_TOKEN",
  "WHATSAPP_APP_SECRET",
  "WHATSAPP_APP_SECRET_SECONDARY",
  "WHATSAPP_VERIFY_TOKEN",
  "WHATSAPP_VERIFY_TOKEN_SECONDARY",
  "CLIENT_API_KEY",
  "CREDEX_WEBHOOK_SECRET",
  "CREDEX_WEBHOOK_SECRET_SECONDARY",
  "PLAYGROUND_TOKEN",
  "PLAYGROUND_TOKEN_SECONDARY",
] as const;

const LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

/** What a connection to the state needs. Operator commands have these settings too. */
const redisFields = {
  REDIS_STATE_URL: stateUrl,
  /** Encrypt what Redis stores of members: the first encrypts, all decrypt. */
  DATA_KEYS: dataKeys,
  /** PEM files: who may sign Redis's certificate, and the certificate and key that identify this server to Redis. */
  REDIS_TLS_CA_FILE: file.optional(),
  REDIS_TLS_CERT_FILE: file.optional(),
  REDIS_TLS_KEY_FILE: file.optional(),
};

const Environment = z
  .object({
    ...redisFields,
    PORT: whole(0, 65_535).default(3000),
    HOST: text.default("0.0.0.0"),
    /** Serves /health, /ready and /metrics apart from the webhooks. */
    OPS_PORT: whole(0, 65_535).optional(),
    OPS_HOST: text.default("127.0.0.1"),
    /** How many processes serve the port. */
    WEB_CONCURRENCY: whole(1, 64).default(1),
    /** Names this build in the metrics. */
    RELEASE: text
      .regex(/^[\w.+-]{1,64}$/, "needs at most 64 letters, digits and . + - _")
      .default("unknown"),
    /** OpenTelemetry's own names. Without an endpoint nothing is traced. */
    OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
    OTEL_EXPORTER_OTLP_HEADERS: collectorHeaders,
    OTEL_SERVICE_NAME: text.default("vimbiso-conversations"),
    OTEL_TRACES_SAMPLER_ARG: share.default(1),
    STATE_LOCK: z.enum(["lua", "watch"], { error: "needs to be lua or watch" }).default("lua"),
    /** How many replicas have to confirm a commit before it is acknowledged. */
    COMMIT_WAIT_REPLICAS: whole(0, 5).default(0),
    STATE_TTL_SECONDS: seconds(SESSION_SECONDS),
    /** Signs and verifies. `…_SECONDARY` of any secret verifies only, while the secret is rotated. */
    JWT_SECRET: ownSecret,
    JWT_SECRET_SECONDARY: ownSecret.optional(),
    JWT_TTL_SECONDS: seconds(SESSION_SECONDS),
    WHATSAPP_API_URL: serviceUrl.default("https://graph.facebook.com"),
    WHATSAPP_API_VERSION: text.regex(/^v\d+\.\d+$/, "needs to look like v26.0").default("v26.0"),
    WHATSAPP_ACCESS_TOKEN: secret,
    /** One id, or several separated by commas; messages to other numbers are left to other servers. */
    WHATSAPP_PHONE_NUMBER_ID: businessNumberIds,
    WHATSAPP_APP_SECRET: secret,
    WHATSAPP_APP_SECRET_SECONDARY: secret.optional(),
    WHATSAPP_VERIFY_TOKEN: secret,
    WHATSAPP_VERIFY_TOKEN_SECONDARY: secret.optional(),
    /** The limit for one member; beyond it one reply says so, then messages are ignored for a minute. */
    MEMBER_MESSAGES_PER_MINUTE: whole(1, 1_000_000).default(MEMBER_MESSAGES_PER_MINUTE),
    MYCREDEX_APP_URL: serviceUrl,
    CLIENT_API_KEY: secret,
    /** Verifies what credex-core reports on its own; without it that webhook does not exist. */
    CREDEX_WEBHOOK_SECRET: ownSecret.optional(),
    CREDEX_WEBHOOK_SECRET_SECONDARY: ownSecret.optional(),
    /** Verify published releases; without them the server serves the release that it was built with. */
    RELEASE_PUBLIC_KEYS: releaseKeys,
    /** How long a money call without an answer is reconciled. */
    FIND_OUT_SECONDS: seconds(RECONCILE_FOR_MS / 1_000),
    /** Where a member can reach a person; without it, help names nobody. */
    SUPPORT_URL: url.optional(),
    /** Also offer languages with wordings about money that no speaker has reviewed. */
    OFFER_UNREVIEWED_LANGUAGES: z
      .enum(["yes", "no"], { error: "needs to be yes or no" })
      .default("no")
      .transform((answer) => answer === "yes"),
    /** `dev`: the full playground, for this machine only. `npm run dev` sets it, and the settings that it needs. */
    PLAYGROUND: z.literal("dev", { error: "needs to be dev, or not set" }).optional(),
    PLAYGROUND_CLIENT_URL: url.optional(),
    PLAYGROUND_WORLD_URL: url.optional(),
    /** Where steps are stored, so that they survive a restart of the server. */
    PLAYGROUND_STEPS_FILE: text.optional(),
    /** Opens the playground elsewhere, without texts, numbers and values. */
    PLAYGROUND_TOKEN: ownSecret.optional(),
    PLAYGROUND_TOKEN_SECONDARY: ownSecret.optional(),
    LOG_LEVEL: z.enum(LEVELS, { error: `needs to be one of ${LEVELS.join(", ")}` }).default("info"),
  })
  .refine(({ STATE_TTL_SECONDS, JWT_TTL_SECONDS }) => STATE_TTL_SECONDS >= JWT_TTL_SECONDS, {
    path: ["STATE_TTL_SECONDS"],
    error: "must not be shorter than JWT_TTL_SECONDS: the state would expire before its session",
  })
  .refine(
    ({ STATE_LOCK, REDIS_STATE_URL }) =>
      STATE_LOCK === "lua" || parseRedisUrl(REDIS_STATE_URL)?.kind !== "cluster",
    { path: ["STATE_LOCK"], error: "must not be watch on a cluster: set lua" },
  )
  .refine(
    ({ COMMIT_WAIT_REPLICAS, REDIS_STATE_URL }) =>
      COMMIT_WAIT_REPLICAS === 0 || REDIS_STATE_URL !== "memory:",
    { path: ["COMMIT_WAIT_REPLICAS"], error: "must not exceed 0 with memory: as state" },
  )
  .refine(({ PLAYGROUND, HOST }) => PLAYGROUND === undefined || LOOPBACK.test(HOST), {
    path: ["PLAYGROUND"],
    error: "must not be dev where HOST is not 127.0.0.1: it shows what members write",
  })
  .refine(({ PORT, OPS_PORT }) => OPS_PORT !== PORT || PORT === 0, {
    path: ["OPS_PORT"],
    error: "must not be the same as PORT: set another",
  })
  .superRefine(checkTls)
  .superRefine((settings, { addIssue }) => {
    const reason = whyOneProcess(settings);
    if (settings.WEB_CONCURRENCY > 1 && reason !== undefined)
      addIssue({
        code: "custom",
        path: ["WEB_CONCURRENCY"],
        message: `must not exceed 1 ${reason}`,
      });
    for (const name of ["CREDEX_WEBHOOK_SECRET", "PLAYGROUND_TOKEN"] as const) {
      const secondary = `${name}_SECONDARY` as const;
      if (settings[secondary] === undefined || settings[name] !== undefined) continue;
      const message = `must not be set without ${name}: rename it`;
      addIssue({ code: "custom", path: [secondary], message });
    }
    for (const [index, name] of SECRETS.entries()) {
      const value = settings[name];
      const other = SECRETS.slice(0, index).find((earlier) => settings[earlier] === value);
      if (value === undefined || other === undefined) continue;
      const message = `must not be the same as ${other}: set another`;
      addIssue({ code: "custom", path: [name], message });
    }
  });

export type Config = z.infer<typeof Environment>;

export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

/** Reads the settings; an empty one counts as missing. Each problem is one line that never shows a value. */
export function readConfig(env: { [name: string]: string | undefined }): ConfigResult {
  const given = givenOf(env);
  const read = Environment.safeParse(given);
  if (read.success) return { ok: true, config: read.data };
  return { ok: false, problems: read.error.issues.map((issue) => describe(issue, given)) };
}

/** The name of the servers' connections to Redis. */
export const CONNECTION_NAME = "vimbiso";

function givenOf(env: { [name: string]: string | undefined }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

const RedisEnvironment = z.object(redisFields).superRefine(checkTls);

export type RedisSettings = z.infer<typeof RedisEnvironment>;

/** The settings that operator commands need; each problem is one line, as of `readConfig`. */
export function readRedisSettings(env: {
  [name: string]: string | undefined;
}): { ok: true; settings: RedisSettings } | { ok: false; problems: string[] } {
  const given = givenOf(env);
  const read = RedisEnvironment.safeParse(given);
  if (read.success) return { ok: true, settings: read.data };
  return { ok: false, problems: read.error.issues.map((issue) => describe(issue, given)) };
}

/** Where `migrate` moves to; `undefined` if that is missing or not usable. */
export function readTargetUrl(env: { [name: string]: string | undefined }): string | undefined {
  const url = stateUrl.safeParse(env.REDIS_TARGET_URL).data;
  return url === "memory:" ? undefined : url;
}

/** What a connection needs beside the URL. */
export function redisOptionsOf(settings: Omit<RedisSettings, "REDIS_STATE_URL">): OpenOptions {
  const { REDIS_TLS_CA_FILE: ca, REDIS_TLS_CERT_FILE: cert, REDIS_TLS_KEY_FILE: key } = settings;
  return { dataKeys: settings.DATA_KEYS, tls: { ca, cert, key } };
}

const TLS_FILES = ["REDIS_TLS_CA_FILE", "REDIS_TLS_CERT_FILE", "REDIS_TLS_KEY_FILE"] as const;

/** A certificate without its key is of no use, and a file that no connection uses is a mistake. */
function checkTls(settings: RedisSettings, { addIssue }: z.RefinementCtx): void {
  const given = TLS_FILES.filter((name) => settings[name] !== undefined);
  const isEncrypted = settings.REDIS_STATE_URL.startsWith("rediss");
  for (const name of isEncrypted ? [] : given) {
    const message = "must not be set unless REDIS_STATE_URL begins with rediss";
    addIssue({ code: "custom", path: [name], message });
  }
  const [, cert, key] = TLS_FILES;
  if (given.includes(cert) === given.includes(key)) return;
  const [missing, present] = given.includes(cert) ? [key, cert] : [cert, key];
  addIssue({
    code: "custom",
    path: [missing],
    message: `must not be missing where ${present} is set`,
  });
}

/** What several processes could not serve; `undefined` if they could. */
function whyOneProcess(settings: {
  WEB_CONCURRENCY: number;
  PORT: number;
  OPS_PORT?: number | undefined;
  REDIS_STATE_URL: string;
  PLAYGROUND?: string | undefined;
  PLAYGROUND_TOKEN?: string | undefined;
}): string | undefined {
  const { WEB_CONCURRENCY, PORT, OPS_PORT, REDIS_STATE_URL } = settings;
  if (REDIS_STATE_URL === "memory:") return "with memory: as state, which is of one process";
  if (settings.PLAYGROUND ?? settings.PLAYGROUND_TOKEN)
    return "with a playground, which shows one process";
  if (!OPS_PORT) return "without OPS_PORT: each process has metrics of its own";
  const last = OPS_PORT + WEB_CONCURRENCY - 1;
  if (last > 65_535 || (PORT >= OPS_PORT && PORT <= last))
    return "with this OPS_PORT: each process needs one of the ports from there on";
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function isPlain({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].every((part) => part === "");
}

/** Redis's driver accepts any text as a database, and then stays in database 0. */
function hasDatabaseNumber(value: string): boolean {
  if (value === "memory:" || parseRedisUrl(value)?.kind !== "single") return true;
  if (!URL.canParse(value, "redis://localhost")) return false;
  const { pathname, searchParams } = new URL(value, "redis://localhost");
  const inPath = value.startsWith("/") ? "" : pathname.slice(1);
  return [inPath, searchParams.get("db") ?? ""].every((database) => /^\d{0,9}$/.test(database));
}

function describe({ path, message }: z.core.$ZodIssue, given: { [name: string]: unknown }): string {
  const name = path.join(".");
  return name in given || message.includes("must not")
    ? `${name} is not usable: ${message}`
    : `${name} is missing: set it in the environment`;
}

/** What verifies: the secret, and during a rotation the secondary. */
export function bothOf(secret: string, secondary: string | undefined): [string, ...string[]] {
  return secondary === undefined ? [secret] : [secret, secondary];
}
