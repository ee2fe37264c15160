/** A step of machines/README.md: what is replaced in a file, and by what. */
export interface Edit {
  file: string;
  from: string;
  by: string;
}

/** The steps of a section, from its heading to the next. */
export function editsIn(page: string, heading: string): Edit[] {
  return [...sectionOf(page, heading).matchAll(/```diff\n--- (.*)\n([^`]*)```/g)].map(
    ([, file = "", lines = ""]): Edit => ({
      file,
      from: linesAfter("-", lines),
      by: linesAfter("+", lines),
    }),
  );
}

/** The first table of a section: its rows, the head first, each with its cells. */
export function tableIn(page: string, heading: string): string[][] {
  const [table = ""] = /(?:^\|.*\n)+/m.exec(sectionOf(page, heading)) ?? [];
  return table
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("| --"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function sectionOf(page: string, heading: string): string {
  const start = page.indexOf(`## ${heading}`);
  const end = page.indexOf("\n## ", start + 1);
  return page.slice(start, end < 0 ? undefined : end);
}

function linesAfter(sign: string, lines: string): string {
  return lines
    .split("\n")
    .filter((line) => line.startsWith(sign))
    .map((line) => line.slice(1))
    .join("\n");
}
