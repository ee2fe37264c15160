import type { Comparison } from "./books/books.ts";
import { BREACH_KINDS, type Breach } from "./books/evidence.ts";
import type { Counters } from "./counters.ts";

const EXAMPLES = 10;

/** The figures and failures of a run; members by their number in the run. */
export function writeReport(options: {
  figures: [name: string, value: string | number][];
  tally: Counters;
  comparison: Comparison;
}): string {
  const { figures, tally, comparison } = options;
  const { breaches, forgiven } = comparison;
  const rows: [string, string | number][] = [
    ...figures,
    ["cuts", tally.sum("cuts")],
    ...tally.entries().filter(([name]) => !name.startsWith("kills")),
    ["confirms", comparison.confirms],
    ["replies delivered twice after a fault", comparison.repeats],
    ["last word: not confirmed", comparison.unconfirmed],
    ["  of these made in the end", comparison.untraced],
    ["lost by Redis as its settings allow", forgiven.length],
    ...BREACH_KINDS.map((kind): [string, number] => [kind.toUpperCase(), countOf(breaches, kind)]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(8)}`);
  const examples = BREACH_KINDS.flatMap((kind) =>
    breaches
      .filter((breach) => breach.kind === kind)
      .slice(0, EXAMPLES)
      .map(describe),
  );
  return [...lines, ...examples].join("\n");
}

function countOf(breaches: readonly Breach[], kind: string): number {
  return breaches.filter((breach) => breach.kind === kind).length;
}

function describe({ kind, member, what, about, from }: Breach): string {
  const who = member === undefined ? "" : ` of member ${member}`;
  const when = from > 0 ? ` at ${new Date(from).toISOString().slice(11, 23)}` : "";
  return `${kind}: ${what}${who}${when}${about === undefined ? "" : ` (${about})`}`;
}
