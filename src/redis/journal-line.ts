import type { JournalEntry, TurnEntry } from "../conversation/model/journal-entry.ts";

/*
 * An entry of a journal as a line of words. Millions of entries are kept, so a line leaves out what earlier lines
 * say, and shortens the words that every entry has:
 *
 *   mt fZsfqxeNKxeoIV1MkT2R4A text    login 1 cfZsfqxeNKxeoIV1MkT2R4A::0,login
 *   rt fZsf+:1:0 login done  = ready.home 2 rfZsf+::0,home.greeting,home.menu
 *   da fZsf+:2:0
 *
 * A turn has the codes of its event and its outcome, then id, what, call, reference, state before, state after, version
 * and effects. "=" stands for the state that is known: before, of the previous version; after, that before. Tokens have
 * the first characters of their session and "+"; the version of an effect's token is left out if it is the turn's. A
 * turn that opens a session shortens nothing, and neither does one in sixteen, since the oldest lines are trimmed.
 */

const FULL_EVERY = 16;
const HINT_LENGTH = 4;
const SAME = "=";

const EVENTS = { message: "m", result: "r", timer: "t", notice: "n" } as const;
const OUTCOMES = { taken: "t", answered: "a", stale: "s", parked: "p" } as const;
const DELIVERIES = { accepted: "a", dead: "d" } as const;
const STATUSES = { delivered: "d", read: "r", failed: "f" } as const;
const EFFECTS = { reply: "r", call: "c" } as const;

/** A token: the session, the version and a number. Only a session of this form is shortened. */
const TOKEN = /^([\w-]{6,}):(\d+):(\d+)$/;

/** Writes an entry. The result has no line break. */
export function toLine(entry: JournalEntry): string {
  switch (entry.kind) {
    case "turn":
      return turnWords(entry).join(" ").trimEnd();
    case "delivery":
      return reportLine(`d${DELIVERIES[entry.outcome]}`, entry);
    case "status":
      return reportLine(`s${codeOf(STATUSES, entry.status)}`, entry);
  }
}

/** Reads lines of one journal, the oldest first. */
export function fromLines(lines: readonly string[]): JournalEntry[] {
  const known: Known = { sessions: new Map(), stages: new Map() };
  return lines.map((line) => {
    const [codes = "", ...words] = line.split(" ");
    const [token = "", code = ""] = words;
    const report = { token: readToken(token, known), ...(code && { code: readWord(code) }) };
    const named = codes.slice(1);
    if (codes.startsWith("d"))
      return { kind: "delivery", ...report, outcome: named === "d" ? "dead" : "accepted" };
    if (codes.startsWith("s"))
      return { kind: "status", ...report, status: wordOf(STATUSES, named) };
    return readTurn(codes, words, known);
  });
}

function reportLine(codes: string, { token, code }: { token: string; code?: string | undefined }) {
  return [codes, shorten(writeWord(token)), ...(code ? [writeWord(code)] : [])].join(" ");
}

function turnWords(entry: TurnEntry): string[] {
  const { event, id, what, outcome, call = "", reference = "", from = "", to = "" } = entry;
  const { version, effects } = entry;
  const isFull = version === undefined || from === "" || version % FULL_EVERY === 0;
  const tokenOf = (token: string) => (isFull ? writeWord(token) : shorten(writeWord(token)));
  return [
    EVENTS[event] + OUTCOMES[outcome],
    tokenOf(id),
    ...[what, call, reference].map(writeWord),
    isFull ? writeWord(from) : SAME,
    !isFull && to === from ? SAME : writeWord(to),
    version === undefined ? "" : String(version),
    ...effects.map((effect) => {
      const [kind = "", token = "", ...names] = effect.split(" ");
      const made = tokenOf(token).replace(`:${version}:`, "::");
      return [`${codeOf(EFFECTS, kind)}${made}`, ...names.map(writeWord)].join(",");
    }),
  ];
}

interface Known {
  /** The sessions that were named in full, by their first characters. */
  sessions: Map<string, string>;
  /** The states by the version that led to them. */
  stages: Map<number, string>;
}

function readTurn(codes: string, words: readonly string[], known: Known): TurnEntry {
  const [id = "", what = "", call = "", reference = "", from = "", to = "", number, ...effects] =
    words;
  const event = wordOf(EVENTS, codes.slice(0, 1)) as TurnEntry["event"];
  const outcome = wordOf(OUTCOMES, codes.slice(1)) as TurnEntry["outcome"];
  const version = number ? Number(number) : undefined;
  // The id of a session is that of the message that opened it.
  if (version !== undefined && from === "") known.sessions.set(hintOf(id), id);
  const before = from === SAME ? known.stages.get(Number(version) - 1) : readWord(from);
  const after = to === SAME ? before : readWord(to);
  if (version !== undefined && after !== undefined) known.stages.set(version, after);
  return {
    ...{ kind: "turn", event, id: readToken(id, known), what: readWord(what), outcome },
    ...(call && { call: readWord(call) }),
    ...(reference && { reference: readWord(reference) }),
    ...(version !== undefined && { from: before ?? "?", to: after ?? "?", version }),
    effects: effects.map((effect) => {
      const [made = "", ...names] = effect.split(",");
      const token = readToken(made.slice(1).replace("::", `:${version}:`), known);
      return [wordOf(EFFECTS, made.slice(0, 1)), token, ...names.map(readWord)].join(" ");
    }),
  };
}

function shorten(token: string): string {
  return token.replace(TOKEN, (_, session, ...rest) => `${hintOf(session)}+:${rest[0]}:${rest[1]}`);
}

/** A token whose session no line has in full stays short. */
function readToken(token: string, { sessions }: Known): string {
  const named = TOKEN.exec(token)?.[1];
  if (named !== undefined) sessions.set(hintOf(named), named);
  const [, hint] = /^([\w-]+)\+/.exec(token) ?? [];
  const session = hint === undefined ? undefined : sessions.get(hint);
  return readWord(session === undefined ? token : token.replace(`${hint}+`, session));
}

function hintOf(session: string): string {
  return session.slice(0, HINT_LENGTH);
}

/** The code of a word; one that has none stands for itself. */
function codeOf(codes: { [word: string]: string }, word: string): string {
  return codes[word] ?? word;
}

function wordOf(codes: { [word: string]: string }, code: string): string {
  return Object.entries(codes).find(([, known]) => known === code)?.[0] ?? code;
}

function writeWord(text: string): string {
  return text.replace(/[\s%,+=]/g, encodeURIComponent);
}

function readWord(text: string): string {
  return text.includes("%") ? decodeURIComponent(text) : text;
}
