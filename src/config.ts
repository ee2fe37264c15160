import { z } from "zod";

const whole = (min: number, max: number) => {
  const error = `needs a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const seconds = (fallback: number) => whole(1, 86_400).default(fallback);
const text = z.string().trim().min(1);
const url = z
  .url({ protocol: /^https?$/, error: "needs an http:// or https:// URL" })
  .transform((value) => value.replace(/\/+$/, ""));

/** `redis://`, `rediss://`, a socket's path; or `memory:`, which forgets all when the server stops. */
const stateUrl = text.regex(
  /^(rediss?:\/\/|\/|memory:$)/,
  "needs a redis:// or rediss:// URL, or a socket's path",
);

const LOOPBACK = /^(127\.0\.0\.1|localhost|::1)$/;

const LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const Environment = z
  .object({
    PORT: whole(0, 65_535).default(3000),
    HOST: text.default("0.0.0.0"),
    REDIS_STATE_URL: stateUrl,
    STATE_LOCK: z.enum(["lua", "watch"], { error: "needs to be lua or watch" }).default("lua"),
    STATE_TTL_SECONDS: seconds(300),
    JWT_SECRET: z.string().min(32, "needs 32 characters or more"),
    JWT_TTL_SECONDS: seconds(300),
    WHATSAPP_API_URL: url.default("https://graph.facebook.com"),
    WHATSAPP_API_VERSION: text.regex(/^v\d+\.\d+$/, "needs to look like v26.0").default("v26.0"),
    WHATSAPP_ACCESS_TOKEN: text,
    /** One id, or several with commas between; messages to other numbers are left to other servers. */
    WHATSAPP_PHONE_NUMBER_ID: text.transform((value) => value.split(/\s*,\s*/)),
    WHATSAPP_APP_SECRET: text,
    WHATSAPP_VERIFY_TOKEN: text,
    /** From one member; what is more is answered once, and then not read for a minute. */
    MEMBER_MESSAGES_PER_MINUTE: whole(1, 1_000_000).default(30),
    MYCREDEX_APP_URL: url,
    CLIENT_API_KEY: text,
    /** Signs what credex-core tells by itself; without it there is no such webhook. */
    CREDEX_WEBHOOK_SECRET: text.min(32, "needs 32 characters or more").optional(),
    /** How long a money call without an answer is looked for. */
    FIND_OUT_SECONDS: seconds(300),
    /** Where a member can talk to a person; without it, nobody is named. */
    SUPPORT_URL: url.optional(),
    /** Also languages with wordings about money that no speaker has reviewed. */
    OFFER_UNREVIEWED_LANGUAGES: z
      .enum(["yes", "no"], { error: "needs to be yes or no" })
      .default("no")
      .transform((answer) => answer === "yes"),
    /** `dev`: the playground with everything in it, for this machine alone. `npm run dev` sets it, and what it needs. */
    PLAYGROUND: z.literal("dev", { error: "needs to be dev, or not set" }).optional(),
    PLAYGROUND_CLIENT_URL: url.optional(),
    PLAYGROUND_WORLD_URL: url.optional(),
    /** Where steps are kept, so that they outlive the server. */
    PLAYGROUND_STEPS_FILE: text.optional(),
    /** Opens the playground elsewhere, without texts, numbers and values. */
    PLAYGROUND_TOKEN: z.string().min(32, "needs 32 characters or more").optional(),
    LOG_LEVEL: z.enum(LEVELS, { error: `needs to be one of ${LEVELS.join(", ")}` }).default("info"),
  })
  .refine(({ STATE_TTL_SECONDS, JWT_TTL_SECONDS }) => STATE_TTL_SECONDS >= JWT_TTL_SECONDS, {
    path: ["STATE_TTL_SECONDS"],
    error: "must not be shorter than JWT_TTL_SECONDS: the state would go before its session",
  })
  .refine(({ PLAYGROUND, HOST }) => PLAYGROUND === undefined || LOOPBACK.test(HOST), {
    path: ["PLAYGROUND"],
    error: "must not be dev where HOST is not 127.0.0.1: it shows what members write",
  });

export type Config = z.infer<typeof Environment>;

export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

/** Reads the settings; an empty one counts as missing. Each problem is one line that never shows a value. */
export function readConfig(env: { [name: string]: string | undefined }): ConfigResult {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const read = Environment.safeParse(given);
  if (read.success) return { ok: true, config: read.data };
  return { ok: false, problems: read.error.issues.map((issue) => describe(issue, given)) };
}

/** The one setting that looking into a running system needs; `undefined` if there is no Redis to look into. */
export function readStateUrl(env: { [name: string]: string | undefined }): string | undefined {
  const url = stateUrl.safeParse(env.REDIS_STATE_URL).data;
  return url === "memory:" ? undefined : url;
}

function describe({ path, message }: z.core.$ZodIssue, given: { [name: string]: unknown }): string {
  const name = path.join(".");
  return name in given || message.includes("must not")
    ? `${name} is not usable: ${message}`
    : `${name} is missing: set it in the environment`;
}
