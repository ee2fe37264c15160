import type { Counted } from "../../src/conversation/model/count.ts";
import type { DayCounts } from "../../src/conversation/ports/numbers.ts";
import { bubblesPerAnswer, type FormNumbers, formNumbers } from "../../src/numbers/form-numbers.ts";

interface Pricing {
  /** The price of a reply. */
  tariff: number | undefined;
}

/** The forms of each release over all days, as data. */
export function numbersAsJson(days: readonly DayCounts[], { tariff }: Pricing) {
  return {
    days: days.map(({ day }) => day),
    other: otherOf(days),
    releases: [...byRelease(days)].map(([release, counts]) => ({
      release,
      givenUp: givenUp(counts),
      forms: formNumbers(counts).map((form) => ({
        ...form,
        bubblesPerAnswer: bubblesPerAnswer(form),
        price: priceOf(form, tariff),
      })),
    })),
  };
}

/** The forms of each release over all days, each as a funnel, in lines. */
export function numbersAsTable(
  days: readonly DayCounts[],
  { tariff, releaseName }: Pricing & { releaseName: (id: string) => string },
): string[] {
  const releases = [...byRelease(days)];
  const period = [days[0]?.day, days.at(-1)?.day].filter((day, at, all) => all.indexOf(day) === at);
  const other = otherOf(days);
  return [
    `${period.join(" to ")}, days of Harare`,
    ...(releases.length === 0 ? ["Nothing was counted."] : []),
    ...releases.flatMap(([release, counts]) => [
      "",
      `Release ${releaseName(release)}: ${givenUp(counts)} replies given up`,
      ...columns([HEAD, ...formNumbers(counts).flatMap((form) => rowsOf(form, tariff))]),
    ]),
    ...(other > 0 ? ["", `${other} counts are beyond what a day keeps apart.`] : []),
  ];
}

const HEAD = [
  ...["", "entered", "answered", "failed", "cancelled", "timed out", "restarted", "invalid"],
  ...["median s", "bubbles", "per answered", "price"],
];

function rowsOf(form: FormNumbers, tariff: number | undefined): string[][] {
  const perAnswer = bubblesPerAnswer(form);
  const costs = [
    form.bubbles,
    perAnswer?.toFixed(1) ?? "",
    priceOf(form, tariff)?.toFixed(4) ?? "",
  ];
  const own = [form.form, ...ways(form), "", "", ...costs].map(String);
  const states = form.states.map((state) => {
    const median = state.medianSeconds?.join(" to ") ?? "";
    const name = `  ${state.stage.slice(form.form.length + 1)}`;
    return [name, ...ways(state), state.invalid, median].map(String);
  });
  return [own, ...states];
}

function ways(numbers: Omit<FormNumbers, "form" | "bubbles" | "states">): number[] {
  const { entered, answered, failed, cancelled, timedOut, restarted } = numbers;
  return [entered, answered, failed, cancelled, timedOut, restarted];
}

function priceOf(form: FormNumbers, tariff: number | undefined): number | undefined {
  const perAnswer = bubblesPerAnswer(form);
  return tariff === undefined || perAnswer === undefined ? undefined : perAnswer * tariff;
}

/** The first column is on the left, numbers on the right. */
function columns(rows: readonly string[][]): string[] {
  const widthOf = (at: number) => Math.max(...rows.map((row) => (row[at] ?? "").length));
  const widths = HEAD.map((_, at) => widthOf(at));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function byRelease(days: readonly DayCounts[]): Map<string, Counted[]> {
  const releases = new Map<string, Counted[]>();
  for (const counted of days.flatMap(({ counts }) => counts)) {
    const known = releases.get(counted.count.release);
    if (known) known.push(counted);
    else releases.set(counted.count.release, [counted]);
  }
  return releases;
}

function givenUp(counts: readonly Counted[]): number {
  const dead = counts.filter(({ count }) => count.kind === "dead");
  return dead.reduce((all, { times }) => all + times, 0);
}

function otherOf(days: readonly DayCounts[]): number {
  return days.reduce((all, { other }) => all + other, 0);
}
