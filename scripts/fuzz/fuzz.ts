import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { root } from "../../machines/root.ts";
import { metricLabels } from "../../src/metric-labels.ts";
import { familiesOf } from "../../src/telemetry/families.ts";
import { createRandom } from "../chaos/random.ts";
import { createBreaches } from "./breaches.ts";
import { startBystander } from "./bystander.ts";
import { runCase, type Sent } from "./case.ts";
import { createPhones, SilenceError } from "./phone.ts";
import { report } from "./report.ts";
import { createSlowest } from "./slowest.ts";
import { oddKeys, oddLabels } from "./vocabulary.ts";
import { createWatch } from "./watch.ts";
import { openWorld } from "./world.ts";

/** Mutates webhooks, names and answers of credex-core for a while; exits with 1 if any rule is broken. */

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** Ends the run after so many webhooks, if that is sooner. */
    webhooks: { type: "string", default: "Infinity" },
    /** Runs this case alone. */
    case: { type: "string" },
    members: { type: "string", default: "12" },
  },
});
const SETTLE_AT_MOST_MS = 20_000;
const LOOK_EVERY_MS = 50;

const { seed } = values;
const random = createRandom(seed);
const breaches = createBreaches();
const watch = createWatch({ breaches });
for (const event of ["unhandledRejection", "uncaughtException"] as const)
  process.on(event, (error) =>
    breaches.add({ what: "a crash", detail: String(error?.stack ?? error) }),
  );

const world = await openWorld({ watch: watch.observe, onTurn: watch.onTurn, logTo: watch.logTo });
world.cloudApi.subscribe(watch.arrived);
const phones = createPhones(world);
const slowest = createSlowest();
const bystander = startBystander(phones);
console.log(`seed ${seed}`);
const begun = performance.now();
const until = begun + Number(values.seconds) * 1_000;
let [webhooks, cases] = [0, 0];

async function take(number: number): Promise<void> {
  const bodies: string[] = [];
  const onSent = (sent: Sent) => {
    webhooks += 1;
    bodies.push(sent.body);
    slowest.note(number, sent);
    if (sent.status >= 500)
      breaches.add({
        what: `an answer of ${sent.status}`,
        caseNumber: number,
        detail: `webhook ${bodies.length} of the case`,
      });
  };
  try {
    await runCase({ number, random: random.for(`case ${number}`), world, phones, onSent });
  } catch (error) {
    const what = error instanceof SilenceError ? "silence" : "a case that did not end";
    breaches.add({ what, caseNumber: number, detail: error instanceof Error ? error.message : "" });
  }
  if (breaches.all().some(({ caseNumber }) => caseNumber === number)) breaches.keep(number, bodies);
}

async function work(): Promise<void> {
  while (performance.now() < until && webhooks < Number(values.webhooks)) await take(cases++);
}

if (values.case === undefined)
  await Promise.all(Array.from({ length: Number(values.members) }, work));
else await take(Number(values.case));
const tookMs = performance.now() - begun;
await bystander.stop(breaches);
await settle();

for (const { caseNumber, keys } of watch.missing())
  breaches.add({ what: "a reply never reached its member", caseNumber, detail: keys.join(" ") });
for (const key of await oddKeys(world.redis))
  breaches.add({ what: "an unknown key in Redis", detail: key.slice(0, 80) });
const metrics = await (await world.app.hono.request("/metrics")).text();
for (const label of oddLabels(metrics, familiesOf(metricLabels(root))))
  breaches.add({ what: "an unknown label in a metric", detail: label.slice(0, 80) });
const parked = await world.redis.llen("parked");
const slow = await slowest.measureAlone(world);
await world.close();

report({
  seed,
  tookMs,
  webhooks,
  cases: values.case === undefined ? cases : 1,
  parked,
  spoilt: world.answers.count(),
  bystander,
  slow,
  counts: watch.counts,
  breaches: breaches.all(),
  file: breaches.file(),
});
process.exit(breaches.all().length > 0 ? 1 : 0);

/** Committed effects still have to run. */
async function settle(): Promise<void> {
  const until = Date.now() + SETTLE_AT_MOST_MS;
  while (watch.missing().length > 0 && Date.now() < until) await sleep(LOOK_EVERY_MS);
}
