import { z } from "zod";
import { Dictionary } from "./dictionary.ts";

export type Json = z.infer<ReturnType<typeof z.json>>;

/** A timer that the machine at `from` has set: what it tells the machine at `path`, and when. */
const PendingTimer = z.object({
  token: z.string(),
  from: z.string(),
  path: z.string(),
  sendId: z.string(),
  event: z.looseObject({ type: z.string() }),
  dueAt: z.number(),
});

/** A call that the machine at `path` waits for. */
const PendingCall = z.object({
  token: z.string(),
  path: z.string(),
  actorId: z.string(),
  operation: z.string(),
});

/** A copy key and its values, as a machine asked for them. */
const KeptReply = z.looseObject({ key: z.string() });

/** When the member has last decided about notifications: the time of their own message, in milliseconds. */
const NotificationDecision = z.object({ notices: z.enum(["on", "off"]), at: z.number() });

/** The question that was asked last. `number` goes up only when choices are offered anew. */
const Question = z.object({
  number: z.number().int().nonnegative(),
  choices: z.array(z.object({ id: z.string(), title: z.string() })),
  /** The choice that was taken: a second tap on it says nothing new. */
  taken: z.string().optional(),
  /** A tap on an older question was answered once since. */
  isOutdatedAnswered: z.boolean().optional(),
  /** When it was asked, in milliseconds. A text that was written earlier does not answer it. */
  askedAt: z.number().optional(),
  /** What asked it, so that it can be asked again. Absent once the conversation has moved on. */
  reply: KeptReply.optional(),
  /** The member already got a reply saying that their text is older than the question. */
  isLateAnswered: z.boolean().optional(),
  /**
   * The identity of the release that asked it: under another one, an answer to it makes no call that is sent at most
   * once.
   */
  release: z.string().optional(),
});

const Session = z.object({
  session_id: z.string().min(1),
  address: z.object({
    businessNumberId: z.string(),
    phone: z.string().optional(),
    userId: z.string().optional(),
  }),
  locale: z.string(),
  /** `release`: the identity of the release that opened the session. Absent once another one has taken a turn. */
  machine: z.object({ id: z.string(), hash: z.string(), release: z.string().optional() }),
  snapshot: Dictionary,
  timers: z.array(PendingTimer),
  calls: z.array(PendingCall),
  question: Question,
  /** Decided in this session; the contact keeps it as well. */
  notices: NotificationDecision.optional(),
  /** When a greeting, and a button that is over, were last answered; milliseconds. */
  answered: z
    .object({ greeting: z.number().optional(), outdated: z.number().optional() })
    .optional(),
});

/** What Redis holds of a conversation: the open session if there is one, its version, and the application's fields. */
const ConversationRecord = z.object({
  ...Session.partial().shape,
  jwt_token: z.string().optional(),
  _version: z.number().int().positive(),
  _last_updated: z.iso.datetime(),
});

/** A record with an open session. */
const SessionRecord = ConversationRecord.extend(Session.shape);

/**
 * What a record holds for the application whose machines run: by names of its own, at the top level, so that
 * whoever reads Redis finds them there.
 */
export interface RecordFields {
  /**
   * Fields of the root machine's context, each with its schema. They are kept beside the snapshot, and outlive a
   * form, a session's end and an edited machine.
   */
  keptContext: { [field: string]: z.ZodType<unknown> };
  /** Secrets that calls are made with, such as the token of a login. They end with their session. */
  credentials: readonly string[];
}

/** Secrets of a session by their names. The conversation keeps them and hands them on; it reads none. */
export type Credentials = { [name: string]: string };

export interface RecordSchemas {
  conversation: z.ZodType<ConversationRecord>;
  session: z.ZodType<SessionRecord>;
  /**
   * Parses a record as `session` does, but for the fields whose values are the very ones of `parsed`, a record that a
   * schema has returned.
   * @throws {z.ZodError} when a field breaks its schema
   */
  parseSession(record: SessionRecord, parsed: ConversationRecord | undefined): SessionRecord;
}

/**
 * The schemas of one application's records. A field that is in neither schema is dropped.
 * @throws {TypeError} when the application names a field that every record has
 */
export function createRecordSchemas({ keptContext, credentials }: RecordFields): RecordSchemas {
  const own = {
    ...Object.fromEntries(credentials.map((name) => [name, z.string().optional()])),
    ...Object.fromEntries(
      Object.entries(keptContext).map(([field, schema]) => [field, schema.optional()]),
    ),
  };
  const taken = Object.keys(own).filter((field) => field in SessionRecord.shape);
  if (taken.length > 0) throw new TypeError(`Every record has a field ${taken.join(", ")}`);
  const whole = z.object({ ...SessionRecord.shape, ...own });
  const fields: [name: string, schema: z.ZodType][] = Object.entries(whole.shape);
  return {
    conversation: z.object({ ...ConversationRecord.shape, ...own }),
    session: whole,
    parseSession(record: AnyFields, parsed: AnyFields = {}) {
      const read: AnyFields = {};
      for (const [name, schema] of fields) {
        const value = record[name];
        const isParsed = value !== undefined && value === parsed[name];
        const field = isParsed ? { success: true, data: value } : schema.safeParse(value);
        // The whole schema names the field in its error.
        if (!field.success) return whole.parse(record);
        if (field.data !== undefined) read[name] = field.data;
      }
      return read as SessionRecord;
    },
  };
}

type AnyFields = { [field: string]: unknown };

export type ConversationRecord = z.infer<typeof ConversationRecord>;
export type SessionRecord = z.infer<typeof SessionRecord>;
export type PendingTimer = z.infer<typeof PendingTimer>;
export type PendingCall = z.infer<typeof PendingCall>;
export type Question = z.infer<typeof Question>;
export type NotificationDecision = z.infer<typeof NotificationDecision>;

/** Whether a member wants notifications. */
export type NotificationConsent = "on" | "off";
