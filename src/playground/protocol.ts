import type { Entry } from "../../machines/copy/copy.ts";
import type { Json } from "../conversation/model/record.ts";

/**
 * The protocol between the playground's page, the server and the world of development. Times are
 * milliseconds since 1970. Where the playground is redacted (anywhere but in development), texts, numbers,
 * contexts and values are absent.
 */

/** A place in a file, relative to the project's root: "machines/copy/en.ts", 12. */
export interface Place {
  file: string;
  line: number;
}

/* ── The chart ─────────────────────────────────────────────────────────── */

/** A drawn machine. Lengths are in pixels at zoom 1, from the chart's upper left corner. */
export interface Chart {
  /** "root", "offer", … */
  machine: string;
  file: string;
  width: number;
  height: number;
  /** Parents come before their children; the machine itself is the first. */
  states: ChartState[];
  edges: ChartEdge[];
  /** The guards by which a transition may be taken: those without parameters. */
  guards: string[];
  /** What the machine remembers and a wording can show. */
  fields: string[];
  /** All that the machine declares to remember. */
  kept: string[];
  /** How many messages of the member the machine needs at most, if it promises that. */
  messages?: number;
}

export interface ChartState {
  /** "offer:filling.amount"; the machine itself is "offer:". */
  id: string;
  key: string;
  /** The parent state. */
  parent?: string;
  x: number;
  y: number;
  width: number;
  height: number;
  kind: "atomic" | "compound" | "parallel" | "final";
  isInitial: boolean;
  /** A history state: it resumes where its parent was before. */
  history?: "shallow" | "deep";
  /** For a designer: the first words of its reply, else of its description. */
  title: string;
  /** The title, shortened to fit into the box. */
  lines: string[];
  /** From the initial dot to the state; of initial states only. */
  start?: { x: number; y: number }[];
  description: string;
  tags: string[];
  /** The wordings that it may send on entry, by copy key. */
  says: string[];
  /** The operation or form that it calls. */
  calls?: { name: string; isForm: boolean; isMoney: boolean };
  place?: Place;
}

export interface ChartEdge {
  /** "<source>#<event>#<index>", the index among those of the same source and event. */
  id: string;
  source: string;
  /** Absent: it stays in its state. */
  target?: string;
  kind: "event" | "after" | "always" | "done" | "error";
  /**
   * The name in XState: "choice.confirm", "after.replyTimeout", "always", "done.createCredex", "error.createCredex".
   */
  event: string;
  /** For a designer: the happening with its condition, "writes something, if due". */
  label: string;
  /** "“Send offer”", "writes something", "after 4 min", "done", … */
  happening: string;
  /** "if due", or "else" where another transition of the same event is tried first. */
  condition?: string;
  guard?: string;
  /** Of "after": how long the member may take. */
  delayMs?: number;
  /** Copy keys of the replies on the way. */
  says: string[];
  /** A polyline; empty if it stays in its state. Edges of the same source and target share theirs. */
  points: { x: number; y: number }[];
  /** The row of the label, below those of the edges that share the line. */
  labelAt?: { x: number; y: number; width: number; height: number };
  place?: Place;
}

/** A wording in each served language. */
export interface Wording {
  key: string;
  texts: {
    [locale: string]: { text: string; entry: Entry; place: Place; isReviewed: boolean };
  };
}

/** A git commit that changed the machines. */
export interface Revision {
  id: string;
  at: number;
  subject: string;
}

/** A problem that the check found. */
export interface Problem extends Place {
  sentence: string;
}

/* ── Steps: what the server sends, over the WebSocket at /playground/live ── */

export type LiveFrame =
  /** The first frame of every connection. */
  | {
      kind: "hello";
      /** Changes with every start of the server. */
      serverId: string;
      isRedacted: boolean;
      /** Absent while they are being drawn: a frame "drawn" brings them. */
      charts: Chart[];
      wordings: Wording[];
      problems: Problem[];
      conversations: Conversation[];
      /** The newest step of each conversation. */
      steps: Step[];
      now: number;
    }
  /** The charts, where the hello did not have them yet or the machines were edited since. */
  | { kind: "drawn"; charts: Chart[]; wordings: Wording[] }
  /** An edit is served now, or was rejected for its problems, in which case the last valid version stays. */
  | { kind: "edited"; problems: Problem[] }
  | { kind: "conversation"; conversation: Conversation }
  | { kind: "step"; step: Step }
  | { kind: "log"; line: LogLine };

export interface Conversation {
  id: string;
  /** The member's number, digits. */
  number?: string;
}

/** One turn of a conversation, after its commit. */
export interface Step {
  conversationId: string;
  /** 1 for the first, then +1; within a conversation. */
  number: number;
  at: number;
  event: StepEvent;
  outcome: "committed" | "parked" | "stale";
  /** How often the turn was run: more than once after a conflict. */
  attempts: number;
  /** Ids of the active states, root's first, then those of the form. */
  active: string[];
  /** Ids of the edges that were taken, in order. */
  taken: string[];
  /** The member's possible inputs: events that some active state handles. */
  possible: string[];
  replies: StepReply[];
  calls: { token: string; operation: string; isMoney: boolean }[];
  version: number;
  lastUpdated: string;
  /** When the record expires, unless another event comes. */
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

export interface StepReply {
  token: string;
  keys: string[];
  text?: string;
  /** The channel's error, if the reply was given up: the member never gets it. */
  givenUpFor?: string;
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

/** What a replay does to a new member's conversation, and the steps that followed when it was done first. */
export type Input = Action & { steps: SeenStep[] };

export type Action =
  | { kind: "text"; text: string }
  /**
   * By the id that the machine gives it ("confirm", "account=A1"), not by its button's id. `offeredBy`: the
   * number of the step that offered it; absent for a button that is not ours.
   */
  | { kind: "choice"; choice: string; title: string; offeredBy?: number }
  | { kind: "media"; media: string }
  | { kind: "notice"; notice: OfferNotice }
  | { kind: "wait"; seconds: number };

/** What another member has done to an offer, as credex-core reports it. */
export interface OfferNotice {
  what: "created" | "accepted" | "declined" | "cancelled";
  /** The name of the other member's account. */
  by: string;
  /** "5.00 USD" */
  sum: string;
  secured: boolean;
}

/** What has to be the same when a step is repeated. */
export interface SeenStep {
  number: number;
  stage: string;
  /** Of the replies. */
  keys: string[];
}

/* ── The world of development: the fakes of WhatsApp and credex-core, and the clock ── */

/*
 * The page finds `worldUrl` in the JSON of its <script id="boot">: { worldUrl?: string }.
 *   GET  /world/events                      → server-sent events, each a WorldFrame
 *   POST /world/members  { name?, number?, locale? } → Member
 *   POST /world/messages { number, content: Content } → 202 (the engine's Content, without flood); sent as a signed webhook, and repeated until it is accepted
 *   PUT  /world/credex   { mode: CredexMode }      → World
 *   PUT  /world/whatsapp { mode: WhatsAppMode }    → World
 *   POST /world/skip     { minutes }               → World
 *   POST /world/notices  { number, notice: OfferNotice } → 202; another member does this to an offer
 *   POST /world/forks    { number, until, joinedBy?, tokens? } → Member  (the chat until then, replies with these tokens, and the same accounts, if any by then, under another number)
 *   GET  /world/revisions                          → Revision[], the newest first
 *   GET  /world/drawn?revision=<git revision>     → { charts, wordings }, as they were then; 404 { error }
 *   GET  /world/paths?revision=<git revision>     → { html }, the paths that changed since then on phones; 404 { error }
 *   POST /world/places   Place                     → 202, and the file is open in the editor; 409 { error }
 *   POST /world/server   { action: "kill" }          → 202      (kill -9; the server restarts)
 */

export type WorldFrame =
  /** The first of every connection. */
  | { kind: "world"; world: World; members: Member[]; bubbles: Bubble[] }
  | { kind: "changed"; world: World }
  | { kind: "member"; member: Member }
  /** New, or with a changed delivery status. */
  | { kind: "bubble"; bubble: Bubble }
  | { kind: "typing"; number: string };

export interface World {
  credex: CredexMode;
  whatsapp: WhatsAppMode;
  /** How far the clock of server and members is ahead. */
  aheadMs: number;
  isServerUp: boolean;
  /** The edits that can be undone and redone, in a sentence each. */
  edits: { undo?: string; redo?: string };
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
  /** The number of its chat. */
  number: string;
  from: "member" | "vimbiso";
  at: number;
  text: string;
  /** A member's photo, for example. */
  media?: string;
  /** The label of the list's button. */
  button?: string;
  choices?: { id: string; title: string; description?: string }[];
  /** The reply's token, which identifies its step. */
  token?: string;
  /** The member's message: sent, accepted by the server, read. */
  tick?: "sent" | "taken" | "read";
}
