import type { Handler } from "hono";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { lastDays } from "../../conversation/day.ts";
import { type Counted, toField } from "../../conversation/model/count.ts";
import type { Clock } from "../../conversation/ports/clock.ts";
import type { Numbers } from "../../conversation/ports/numbers.ts";
import { blur, exact } from "../../numbers/blur.ts";
import { NUMBERS } from "../../policy.ts";
import type { NumbersAnswer } from "../numbers-protocol.ts";
import type { Chart } from "../protocol.ts";
import { chartNumbers } from "./chart-numbers.ts";

export interface NumbersRouteOptions {
  clock: Clock;
  numbers: Numbers;
  listReleases: () => Promise<{ id: string; number: number }[]>;
  charts: () => Promise<Chart[]>;
  /** The id of the release that the server was built with. */
  builtIn: () => string;
  isRedacted: boolean;
}

const Word = z.string().max(64).optional();
const Query = z.object({
  day: z.iso.date().optional(),
  days: z.coerce.number().int().min(1).max(NUMBERS.shownDays).default(1),
  release: Word,
  beside: Word,
  locale: Word,
});

/** Answers with the counts of some days, on the states and edges of the charts: see NumbersAnswer. */
export function createNumbersRoute(options: NumbersRouteOptions): Handler {
  const { clock, numbers, charts, isRedacted } = options;
  const limit = new RateLimiterMemory({ points: NUMBERS.readDaysAMinute, duration: 60 });
  return async (c) => {
    const query = Query.safeParse(c.req.query());
    if (!query.success) return c.json({ reason: REASON }, 400);
    const { day, days: count, release, beside, locale } = query.data;
    const [firstDay = "", ...later] = lastDays(clock(), NUMBERS.keptDays);
    const days = day === undefined ? lastDays(clock(), count) : [day];
    // Of all viewers together: each read is work for the Redis that conversations are waiting for.
    const isAdmitted = await limit.consume("all", days.length).then(
      () => true,
      () => false,
    );
    if (!isAdmitted) {
      c.header("Retry-After", "60");
      return c.json({ reason: "Too many days were read. Please wait a minute." }, 429);
    }
    const all = await readDays(numbers, days);
    const counts = all.filter(({ count }) => locale === undefined || count.locale === locale);
    const drawn = await charts();
    const show = isRedacted ? blur : exact;
    const columns = beside === undefined ? [release] : [release, beside];
    c.header("Cache-Control", "no-store");
    return c.json({
      days,
      ...{ today: later.at(-1) ?? firstDay, firstDay },
      releases: await releasesOf(all, options),
      locales: [...new Set(all.map(({ count }) => count.locale))].filter(Boolean).sort(inOrder),
      columns: columns.map((id) => ({
        ...(id !== undefined && { release: id }),
        ...chartNumbers(
          drawn,
          id === undefined ? counts : counts.filter(({ count }) => count.release === id),
          show,
        ),
      })),
      ...(isRedacted && { blurredBelow: NUMBERS.blurBelow }),
    } satisfies NumbersAnswer);
  };
}

const inOrder = (one: string, other: string) => one.localeCompare(other);

const REASON = `Numbers are of a day such as 2026-11-28, or of 1 to ${NUMBERS.shownDays} days.`;

/** One day after another, so that a turn need not wait for all of them. */
async function readDays(numbers: Numbers, days: readonly string[]): Promise<Counted[]> {
  const sums = new Map<string, Counted>();
  for (const day of days)
    for (const { count, times } of (await numbers.read(day)).counts) {
      const field = toField(count);
      sums.set(field, { count, times: times + (sums.get(field)?.times ?? 0) });
    }
  return [...sums.values()];
}

async function releasesOf(
  counts: readonly Counted[],
  { listReleases, builtIn }: NumbersRouteOptions,
): Promise<NumbersAnswer["releases"]> {
  const turns = new Map<string, number>();
  for (const { count, times } of counts)
    if (count.kind === "turn") turns.set(count.release, (turns.get(count.release) ?? 0) + times);
  const published = new Map((await listReleases()).map(({ id, number }) => [id, number]));
  const nameOf = (id: string) => {
    const number = published.get(id);
    if (number !== undefined) return `Release ${number}`;
    return id === builtIn() ? "The built-in release" : `Build ${id.slice(0, 8)}`;
  };
  return [...turns]
    .sort(([, one], [, other]) => other - one)
    .slice(0, NUMBERS.shownReleases)
    .map(([id]) => ({ id, name: nameOf(id) }));
}
