/**
 * Applies the change from `before` to `after` to a text that was changed elsewhere since: `undefined` where
 * both changed the same lines, or lines beside each other.
 */
export function merge({
  before,
  after,
  now,
}: {
  before: string;
  after: string;
  /** `before`, with changes of somebody else. */
  now: string;
}): string | undefined {
  if (now === before) return after;
  const ours = changeBetween(before.split("\n"), after.split("\n"));
  const theirs = changeBetween(before.split("\n"), now.split("\n"));
  const [first, second] = ours.start < theirs.start ? [ours, theirs] : [theirs, ours];
  if (first.end >= second.start) return undefined;
  const lines = before.split("\n");
  return [
    ...lines.slice(0, first.start),
    ...first.by,
    ...lines.slice(first.end, second.start),
    ...second.by,
    ...lines.slice(second.end),
  ].join("\n");
}

/** The lines that differ: the first, the one after the last, and what replaces them. */
function changeBetween(before: string[], after: string[]) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, by: after.slice(start, after.length - same) };
}
