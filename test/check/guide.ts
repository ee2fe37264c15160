/** A step of machines/README.md: what is replaced in a file, and by what. */
export interface Edit {
  file: string;
  from: string;
  by: string;
}

/** The steps of a section, from its heading to the next. */
export function editsIn(page: string, heading: string): Edit[] {
  const start = page.indexOf(`## ${heading}`);
  const end = page.indexOf("\n## ", start + 1);
  const section = page.slice(start, end < 0 ? undefined : end);
  return [...section.matchAll(/```diff\n--- (.*)\n([^`]*)```/g)].map(
    ([, file = "", lines = ""]): Edit => ({
      file,
      from: linesAfter("-", lines),
      by: linesAfter("+", lines),
    }),
  );
}

function linesAfter(sign: string, lines: string): string {
  return lines
    .split("\n")
    .filter((line) => line.startsWith(sign))
    .map((line) => line.slice(1))
    .join("\n");
}
