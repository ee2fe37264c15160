import type { Counted } from "../../src/conversation/model/count.ts";
import { blur, exact } from "../../src/numbers/blur.ts";
import { chartNumbers } from "../../src/playground/numbers/chart-numbers.ts";
import type { NumbersAnswer, NumbersColumn } from "../../src/playground/numbers-protocol.ts";
import type { Chart } from "../../src/playground/protocol.ts";

/** Numbers for the charts of the page's tests: the server's, of counts that were written down. */

const AMOUNT = "ready.offer/filling.amount";
const RECIPIENT = "ready.offer/filling.recipient";
const CONFIRM = "ready.offer/filling.confirm";
const SENDING = "ready.offer/sending";

const TURNS: [from: string, way: string, to: string, times: number][] = [
  ["", "home", "login", 520],
  ["login", "call.done", "ready.home", 511],
  ["ready.home", "choice.offer", AMOUNT, 412],
  [AMOUNT, "text", AMOUNT, 61],
  [AMOUNT, "text", RECIPIENT, 371],
  [AMOUNT, "timer", "ready.home", 32],
  [AMOUNT, "home", "ready.home", 9],
  [RECIPIENT, "text", CONFIRM, 240],
  [RECIPIENT, "text", RECIPIENT, 88],
  [RECIPIENT, "timer", "ready.home", 97],
  [RECIPIENT, "cancel", "ready.home", 34],
  [CONFIRM, "choice.confirm", SENDING, 229],
  [CONFIRM, "choice.cancel", "ready.home", 8],
  [CONFIRM, "timer", "ready.home", 3],
  [SENDING, "call.done", "ready.home", 226],
  [SENDING, "call.refused", "ready.home", 3],
];

const countsOf = (release: string, factor: number, lost: number): Counted[] => [
  ...TURNS.map(([from, way, to, times]): Counted => {
    const isLoss = way === "timer" || way === "cancel";
    const share = isLoss ? factor * lost : factor;
    return {
      count: { kind: "turn", release, locale: "en", from, way, to },
      times: Math.max(1, Math.round(times * share)),
    };
  }),
  { count: { kind: "answer", release, locale: "en", stage: AMOUNT, within: "20" }, times: 200 },
  {
    count: { kind: "bubble", release, locale: "en", form: "ready.offer" },
    times: Math.round(1_240 * factor),
  },
];

const RELEASES = [
  { id: "release-eleven-x", name: "Release 11" },
  { id: "release-twelve-x", name: "Release 12" },
];

/** What the server answers to a query. */
export function numbersFor(
  charts: Chart[],
  query: URLSearchParams,
  isRedacted: boolean,
): NumbersAnswer {
  const day = query.get("day");
  const counts = day
    ? []
    : [...countsOf("release-eleven-x", 1, 1), ...countsOf("release-twelve-x", 0.6, 0.4)];
  const column = (release: string | null): NumbersColumn => ({
    ...(release !== null && { release }),
    ...chartNumbers(
      charts,
      counts.filter(({ count }) => release === null || count.release === release),
      isRedacted ? blur : exact,
    ),
  });
  const beside = query.get("beside");
  return {
    days: day ? [day] : ["2026-11-28"],
    today: "2026-11-28",
    firstDay: "2026-08-31",
    releases: day ? [] : RELEASES,
    locales: day ? [] : ["en", "sn"],
    columns: [column(query.get("release")), ...(beside === null ? [] : [column(beside)])],
    ...(isRedacted && { blurredBelow: 5 }),
  };
}
