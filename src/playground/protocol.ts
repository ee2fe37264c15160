import type { Json } from "../conversation/model/record.ts";

/**
 * What the playground's page, the server and the world of development say to each other. Times are
 * milliseconds since 1970. Where the playground is redacted (anywhere but in development), texts, numbers,
 * contexts and values are absent.
 */

/** Where something is written, from the project's root: "machines/copy/en.ts", 12. */
export interface Place {
  file: string;
  line: number;
}

/* ── The chart ─────────────────────────────────────────────────────────── */

/** A machine as it is drawn. Lengths are in pixels at zoom 1, from the chart's upper left corner. */
export interface Chart {
  /** "root", "offer", … */
  machine: string;
  file: string;
  width: number;
  height: number;
  /** An outer state comes before those within it; the machine itself is the first. */
  states: ChartState[];
  edges: ChartEdge[];
}

export interface ChartState {
  /** "offer:filling.amount"; the machine itself is "offer:". */
  id: string;
  key: string;
  /** The state around it. */
  parent?: string;
  x: number;
  y: number;
  width: number;
  height: number;
  kind: "atomic" | "compound" | "parallel" | "final";
  isInitial: boolean;
  /** It stands for where its parent was before. */
  history?: "shallow" | "deep";
  /** What a designer calls it: the first words that it says, else of its description. */
  title: string;
  /** The title as it fits into the box. */
  lines: string[];
  /** From the dot that says "here it begins" to the state; of initial states only. */
  start?: { x: number; y: number }[];
  description: string;
  /** The wordings that it may say on entering, by copy key. */
  says: string[];
  /** The operation, or the form, that it calls. */
  calls?: { name: string; isForm: boolean; isMoney: boolean };
  place?: Place;
}

export interface ChartEdge {
  /** "<source>#<event>#<index>", the index among those of the same source and event. */
  id: string;
  source: string;
  /** Absent: it stays where it is. */
  target?: string;
  kind: "event" | "after" | "always" | "done" | "error";
  /** As XState names it: "choice.confirm", "after.replyTimeout", "always", "done.createCredex", "error.createCredex". */
  event: string;
  /** As a designer reads it: "“Send offer”", "writes something", "after 4 min", "done", … */
  label: string;
  /** The label as it fits into `labelAt`, the guard's words included. */
  lines: string[];
  guard?: string;
  /** Copy keys that are said on the way. */
  says: string[];
  /** A polyline; empty for one that stays. Edges of the same source and target share theirs. */
  points: { x: number; y: number }[];
  labelAt?: { x: number; y: number; width: number; height: number };
  place?: Place;
}

/** A wording in each language that is served. */
export interface Wording {
  key: string;
  texts: { [locale: string]: { text: string; place: Place; isReviewed: boolean } };
}

/** Something that the check found. */
export interface Problem extends Place {
  sentence: string;
}

/* ── Steps: what the server tells, over the WebSocket at /playground/live ── */

export type LiveFrame =
  /** The first frame of every connection. */
  | {
      kind: "hello";
      /** Changes with every start of the server. */
      serverId: string;
      isRedacted: boolean;
      /** None while they are being drawn: a frame "drawn" brings them. */
      charts: Chart[];
      wordings: Wording[];
      problems: Problem[];
      conversations: Conversation[];
      /** The newest step of each conversation. */
      steps: Step[];
      now: number;
    }
  /** The machines, where they were not drawn yet at the hello or have been edited since. */
  | { kind: "drawn"; charts: Chart[]; wordings: Wording[] }
  /** An edit is served now, or was refused for its problems, in which case the last good one stays. */
  | { kind: "edited"; problems: Problem[] }
  | { kind: "conversation"; conversation: Conversation }
  | { kind: "step"; step: Step }
  | { kind: "log"; line: LogLine };

export interface Conversation {
  id: string;
  /** The member's number, digits. */
  number?: string;
}

/** One event taken through a conversation, after its commit. */
export interface Step {
  conversationId: string;
  /** 1 for the first, +1 each; of a conversation. */
  number: number;
  at: number;
  event: StepEvent;
  outcome: "committed" | "parked" | "stale";
  /** How often the turn was taken: more than once after a conflict. */
  attempts: number;
  /** Ids of the states that are active now, root's first, then those of the form. */
  active: string[];
  /** Ids of the edges that were taken, in order. */
  taken: string[];
  /** What a member can do now: events that some active state answers. */
  possible: string[];
  replies: { token: string; keys: string[]; text?: string }[];
  calls: { token: string; operation: string; isMoney: boolean }[];
  version: number;
  lastUpdated: string;
  /** When the record goes, unless something happens. */
  expiresAt: number;
  /** `user:<id>_stage`, `_option` and `_direction`. */
  metadata: { stage: string; option?: string; direction: "IN" | "OUT" };
  pending: {
    timers: { token: string; state: string; event: string; dueAt: number }[];
    calls: { token: string; operation: string }[];
  };
  /** The machines' contexts by machine, the root's first. */
  contexts: { [machine: string]: Json };
  /** The rest of the record, without any token. */
  record: { [field: string]: Json };
}

export type StepEvent =
  | { kind: "message"; id: string; what: string; text?: string; choice?: string }
  | { kind: "result"; operation: string; outcome: string; output?: Json }
  | { kind: "timer"; name: string }
  | { kind: "notice"; what: string };

export interface LogLine {
  at: number;
  conversationId?: string;
  what:
    | "event"
    | "transition"
    | "effect"
    | "commit"
    | "conflict"
    | "retry"
    | "call"
    | "delivery"
    | "failure";
  text: string;
}

/*
 * Requests to the server, JSON:
 *   GET  /playground/api/steps?conversation=<id>              → { steps: Step[] }
 *   GET  /playground/api/script?conversation=<id>&to=<number> → { test: string; inputs: Input[] }
 *   POST /playground/api/forks { conversationId, number }     → { member: Member }
 */

/** What a member did, to be done again by another: a replay. */
export type Input =
  | { kind: "text"; text: string }
  /** By the id that the machine gives it ("confirm", "account=A1"), not by the one of its button. */
  | { kind: "choice"; choice: string; title: string }
  | { kind: "media"; media: string }
  | { kind: "wait"; seconds: number };

/* ── The world of development: WhatsApp's double, credex-core's sandbox and the clock ── */

/*
 * The page finds `worldUrl` in the JSON of its <script id="boot">: { worldUrl?: string }.
 *   GET  /world/events                      → server-sent events, each a WorldFrame
 *   POST /world/members  { name?, number?, locale? } → Member
 *   POST /world/messages { number, content: Content } → 202 (the engine's Content, without flood); goes in as a signed webhook, again and again until it is taken
 *   PUT  /world/credex   { mode: CredexMode }      → World
 *   PUT  /world/whatsapp { mode: WhatsAppMode }    → World
 *   POST /world/skip     { minutes }               → World
 *   POST /world/forks    { number, until, tokens? } → Member  (the chat until then, and replies with these tokens, and the same accounts under another number)
 *   POST /world/server   { deed: "kill" }          → 202      (kill -9; it is started again)
 */

export type WorldFrame =
  /** The first of every connection. */
  | { kind: "world"; world: World; members: Member[]; bubbles: Bubble[] }
  | { kind: "changed"; world: World }
  | { kind: "member"; member: Member }
  /** New, or changed: its tick. */
  | { kind: "bubble"; bubble: Bubble }
  | { kind: "typing"; number: string };

export interface World {
  credex: CredexMode;
  whatsapp: WhatsAppMode;
  /** How far the clock of server and members is ahead. */
  aheadMs: number;
  isServerUp: boolean;
}

export type CredexMode = "fine" | "refuses" | "away" | "late" | "never";
export type WhatsAppMode = "fine" | "slow down" | "fails" | "refuses" | "hangs";

export interface Member {
  /** Digits. */
  number: string;
  name: string;
  locale: string;
}

export interface Bubble {
  /** The wamid. */
  id: string;
  /** Whose chat it is in. */
  number: string;
  from: "member" | "vimbiso";
  at: number;
  text: string;
  /** A photo, say, of the member. */
  media?: string;
  /** The list's button. */
  button?: string;
  choices?: { id: string; title: string; description?: string }[];
  /** The reply's token, by which its step is found. */
  token?: string;
  /** The member's: sent, taken by the server, read. */
  tick?: "sent" | "taken" | "read";
}
