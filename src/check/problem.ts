/** A place in a file; lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/** What is wrong, why it matters to a member, and how to fix it, in a designer's words. */
export interface Problem extends Place {
  sentence: string;
}

/** In the form that editors link: `machines/offer.ts:12  sentence`. */
export function format({ file, line, sentence }: Problem): string {
  return `${file}:${line}  ${sentence}`;
}

/** In the order of the files, without duplicates. */
export function inOrder(problems: Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [format(problem), problem]));
  return [...once.values()].sort(
    (one, other) => one.file.localeCompare(other.file) || one.line - other.line,
  );
}
