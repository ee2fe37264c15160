import type { JournalEntry, TurnEntry } from "../conversation/model/journal-entry.ts";

type Entry = { at: number; line: JournalEntry };

/**
 * A conversation's journal for an operator: a line for each event, followed by its consequences, each reply
 * with its delivery status.
 */
export function describeTimeline(journal: readonly Entry[]): string[] {
  const fates = fatesOf(journal);
  return journal.flatMap(({ at, line }) =>
    line.kind === "turn" ? describeTurn(at, line, fates) : [],
  );
}

/** The lines of the turn that took an event or caused an effect, with what came of its effects. */
export function linesOf(journal: readonly Entry[], id: string): Entry[] {
  const tokens = new Set<string>();
  return journal.filter(({ line }) => {
    if (line.kind !== "turn") return tokens.has(line.token);
    const caused = line.effects.map((effect) => effect.split(" ")[1] ?? "");
    if (line.id !== id && !caused.includes(id)) return false;
    for (const token of caused) tokens.add(token);
    return true;
  });
}

/** By reply: "accepted, delivered, read", "dead 131047". */
function fatesOf(journal: readonly Entry[]): Map<string, Set<string>> {
  const fates = new Map<string, Set<string>>();
  for (const { line } of journal) {
    if (line.kind === "turn") continue;
    const what = line.kind === "delivery" ? line.outcome : line.status;
    const known = fates.get(line.token) ?? new Set();
    // Reports are delivered more than once.
    fates.set(line.token, known.add([what, line.code].filter(Boolean).join(" ")));
  }
  return fates;
}

function describeTurn(at: number, line: TurnEntry, fates: Map<string, Set<string>>): string[] {
  const { event, what, call, reference, outcome, from = "", to, version } = line;
  const moved =
    to === undefined ? outcome : `${from || "new session"} → ${to} (version ${version})`;
  const head = [
    [event, what, call].filter(Boolean).join(" "),
    ...(reference ? [`reference ${reference}`] : []),
    outcome === "parked" ? `parked: ${moved}` : moved,
  ];
  return [
    `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}  ${head.join(", ")}`,
    ...line.effects.map((effect) => `${" ".repeat(21)}${describeEffect(effect, fates)}`),
  ];
}

function describeEffect(effect: string, fates: Map<string, Set<string>>): string {
  const [kind = "", token = "", ...rest] = effect.split(" ");
  const fate = kind === "reply" ? [...(fates.get(token) ?? ["not sent yet"])].join(", ") : "";
  return [`${kind} ${rest.join(" ")}`, ...(fate ? [fate] : [])].join(": ");
}
