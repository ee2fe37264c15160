/** "Did you mean “x”?", or the names that exist where none is similar. */
export function suggest(name: string, known: readonly string[]): string {
  const near = nearestTo(name, known);
  if (near !== undefined) return `Did you mean “${near}”?`;
  return `There are: ${known.toSorted((one, other) => one.localeCompare(other)).join(", ") || "none"}.`;
}

/** The known name that differs by a few letters, if there is one. */
export function nearestTo(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  const [best] = known
    .map((other) => ({ other, edits: editsBetween(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, edits }) => other !== name && edits <= most)
    .sort((one, two) => one.edits - two.edits);
  return best?.other;
}

/** How many letters are to be added, removed, replaced or exchanged with their neighbour. */
function editsBetween(one: string, other: string): number {
  const known = new Map<number, number>();
  const between = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const at = i * (other.length + 1) + j;
    const found = known.get(at);
    if (found !== undefined) return found;
    const [last, before, otherLast, otherBefore] = [
      one[i - 1],
      one[i - 2],
      other[j - 1],
      other[j - 2],
    ];
    const edits = Math.min(
      between(i - 1, j) + 1,
      between(i, j - 1) + 1,
      between(i - 1, j - 1) + (last === otherLast ? 0 : 1),
      last === otherBefore && before === otherLast && before !== undefined
        ? between(i - 2, j - 2) + 1
        : Number.POSITIVE_INFINITY,
    );
    known.set(at, edits);
    return edits;
  };
  return between(one.length, other.length);
}
