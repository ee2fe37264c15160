import type { TurnEntry } from "../../../src/conversation/model/journal-entry.ts";
import type { Breach, Entry, Evidence, Message } from "./evidence.ts";

type Turn = Entry & { line: TurnEntry };

/** Between a commit and the moment at which its 200 arrives. */
const UNDER_WAY_MS = 1_000;

/** Every acknowledged message ran once, and every committed effect returned once. */
export function compareRuns(evidence: Evidence): Breach[] {
  const { messages, entries, mayForget } = evidence;
  const kept = entries.filter(({ isForgotten }) => !isForgotten).filter(isTurn);
  const runs = byId(kept.filter(({ line }) => line.event === "message"));
  return [
    ...messages.flatMap((message) => compareMessage(message, runs.get(message.id) ?? [])),
    ...kept.filter(({ line }) => line.outcome === "parked").map(toParked),
    ...compareReturns(kept),
    ...(mayForget ? [] : entries.filter(({ isForgotten }) => isForgotten).map(toForgotten)),
  ];
}

function compareMessage(
  { id, member, acknowledgedAt }: Message,
  [first, second]: readonly Entry[],
): Breach[] {
  if (second) {
    const what = "a message ran more than once";
    return [{ kind: "run twice", member, what, about: id, from: second.at, until: second.at }];
  }
  if (first || acknowledgedAt === undefined) return [];
  const what = "an acknowledged message never ran";
  const from = acknowledgedAt - UNDER_WAY_MS;
  return [{ kind: "lost", member, what, about: id, from, until: acknowledgedAt }];
}

/** A timer and the answer to a read return once; a money call may be reported more than once. */
function compareReturns(kept: readonly Turn[]): Breach[] {
  const returned = byId(kept.filter(({ line }) => line.event !== "message"));
  const called = kept.flatMap(({ at, line }) =>
    line.effects.map((effect) => ({ at, words: effect.split(" ") })),
  );
  const missing = called
    .filter(({ words: [kind, token = ""] }) => kind === "call" && !returned.has(token))
    .map(({ at, words: [, about, operation] }): Breach => {
      const what = `the call of ${operation} never came back`;
      return { kind: "lost", what, about, from: at, until: at };
    });
  const twice = [...returned.values()].flatMap((turns): Breach[] => {
    const [, second] = turns.filter(
      ({ line }) => line.outcome === "taken" && line.what !== "createCredex",
    );
    if (!second) return [];
    const { at, line } = second;
    const what = `a ${line.event} was processed more than once`;
    return [{ kind: "run twice", what, about: line.id, from: at, until: at }];
  });
  return [...missing, ...twice];
}

function toParked({ at, line }: Turn): Breach {
  const what = `a ${line.event} broke the machine and was parked`;
  return { kind: "lost", what, about: line.id, from: at, until: at };
}

function toForgotten({ at, line }: Entry): Breach {
  const what = `Redis lost a committed ${line.kind}`;
  return { kind: "lost", what, from: at, until: at };
}

function byId(turns: readonly Turn[]): Map<string, Turn[]> {
  const found = new Map<string, Turn[]>();
  for (const turn of turns) {
    const known = found.get(turn.line.id);
    if (known) known.push(turn);
    else found.set(turn.line.id, [turn]);
  }
  return found;
}

export function isTurn(entry: Entry): entry is Turn {
  return entry.line.kind === "turn";
}
