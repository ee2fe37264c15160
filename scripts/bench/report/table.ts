/** A table of Markdown with aligned columns, the first to the left and the others to the right. */
export function formatTable([header, ...rows]: readonly (readonly string[])[]): string {
  const lines = [header ?? [], ...rows];
  const widths = (header ?? []).map((_, at) =>
    Math.max(...lines.map((line) => (line[at] ?? "").length)),
  );
  const align = (line: readonly string[]) =>
    `| ${widths.map((width, at) => (at === 0 ? (line[at] ?? "").padEnd(width) : (line[at] ?? "").padStart(width))).join(" | ")} |`;
  const rule = widths.map((width, at) =>
    at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [align(header ?? []), `| ${rule.join(" | ")} |`, ...rows.map(align)].join("\n");
}
