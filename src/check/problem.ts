/** A place in a file; lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/** What is wrong, why it matters to a member, and how to fix it, in a designer's words. */
export interface Problem extends Place {
  sentence: string;
  /** Problems of the same cause are reported once. */
  cause?: string;
}

/** In the form that editors link: `machines/offer.ts:12  sentence`. */
export function format({ file, line, sentence }: Problem): string {
  return `${file}:${line}  ${sentence}`;
}

/** The first problem of each cause, with the other places of it. */
export function foldCauses(problems: readonly Problem[]): Problem[] {
  const causes = new Map<string, Problem[]>();
  for (const problem of problems) {
    const cause = problem.cause ?? format(problem);
    causes.set(cause, [...(causes.get(cause) ?? []), problem]);
  }
  return [...causes.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { file, line, sentence } = first;
    const places = new Set(others.map(placeOf));
    places.delete(placeOf(first));
    const more = places.size > 0 ? ` Also at ${[...places].join(", ")}.` : "";
    return [{ file, line, sentence: `${sentence}${more}` }];
  });
}

const placeOf = ({ file, line }: Place): string => `${file}:${line}`;

/** In the order of the files, without duplicates. */
export function inOrder(problems: Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [format(problem), problem]));
  return [...once.values()].sort(
    (one, other) => one.file.localeCompare(other.file) || one.line - other.line,
  );
}
