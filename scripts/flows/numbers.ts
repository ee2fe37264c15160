import { parseArgs } from "node:util";
import { lastDays } from "../../src/conversation/day.ts";
import type { DayCounts } from "../../src/conversation/ports/numbers.ts";
import { NUMBERS } from "../../src/policy.ts";
import { printable } from "../../src/telemetry/printable.ts";
import { numbersAsJson, numbersAsTable } from "./describe-numbers.ts";
import { withReleases } from "./with-releases.ts";

/**
 * `npm run flows:numbers`: where members give up, for each release and form. `--day 2026-11-28` or `--days 7`, today
 * without; `--locale sn`; `--tariff 0.01`, the price of a reply, shows what a form costs; `--json`.
 */

const { values } = parseArgs({
  options: {
    day: { type: "string" },
    days: { type: "string", default: "1" },
    locale: { type: "string" },
    tariff: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

await withReleases(async ({ store, numbers }) => {
  const { locale } = values;
  const tariff = values.tariff === undefined ? undefined : Number(values.tariff);
  if (tariff !== undefined && !(tariff >= 0)) throw new Error("--tariff is a price: 0.01, say.");
  const [manifests, days] = await Promise.all([
    store.listReleases(),
    Promise.all(readDays().map(numbers.read)),
  ]);
  const releaseName = (id: string) => {
    const number = manifests.find((manifest) => manifest.id === id)?.number;
    return number === undefined ? id : `${number} (${id})`;
  };
  const shown = days.map((day): DayCounts => {
    const counts = day.counts.filter(({ count }) => !locale || count.locale === locale);
    return { ...day, counts };
  });
  if (values.json) console.log(JSON.stringify(numbersAsJson(shown, { tariff }), null, 2));
  else
    for (const line of numbersAsTable(shown, { tariff, releaseName })) console.log(printable(line));
});

/** The oldest day first. */
function readDays(): string[] {
  const { day } = values;
  if (day !== undefined) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new Error("--day is a day such as 2026-11-28.");
    return [day];
  }
  const count = Number(values.days);
  if (!(Number.isInteger(count) && count >= 1 && count <= NUMBERS.keptDays))
    throw new Error(`--days is a whole number from 1 to ${NUMBERS.keptDays}.`);
  return lastDays(Date.now(), count);
}
