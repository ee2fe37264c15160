/**
 * Reports how often each of a few kinds of things happened: the first at once, further ones with their count, at most
 * once in `everyMs`.
 */
export function createCountReport<Kind extends string>(
  report: (kind: Kind, count: number) => void,
  everyMs: number,
): (kind: Kind) => void {
  const counts = new Map<Kind, number>();

  const flush = (kind: Kind) => {
    const count = counts.get(kind) ?? 0;
    if (count === 0) return void counts.delete(kind);
    report(kind, count);
    counts.set(kind, 0);
    setTimeout(flush, everyMs, kind).unref();
  };
  return (kind) => {
    const known = counts.get(kind);
    counts.set(kind, (known ?? 0) + 1);
    if (known === undefined) flush(kind);
  };
}
