import { expect, test } from "vitest";
import { root } from "../../machines/root.ts";
import { createRandom } from "../../scripts/chaos/random.ts";
import { mutate } from "../../scripts/fuzz/mutations.ts";
import { mutatedNotice } from "../../scripts/fuzz/notices.ts";
import { MARKER } from "../../scripts/fuzz/strings.ts";
import { holdsWords, oddLabels } from "../../scripts/fuzz/vocabulary.ts";
import { mutatedWebhook } from "../../scripts/fuzz/webhooks.ts";
import { metricLabels } from "../../src/metric-labels.ts";
import { familiesOf } from "../../src/telemetry/families.ts";

const of = (seed: string, index: number) => {
  const random = createRandom(seed).for(`webhook ${index}`);
  const common = { random, phone: "263770000001", now: 1_790_000_000_000, id: `c.${index}` };
  const webhook = { other: "263770000002", businessNumberId: "1", offered: [] };
  return index % 2 ? mutatedNotice(common) : mutatedWebhook({ ...common, ...webhook });
};
const bodies = (seed: string) => Array.from({ length: 200 }, (_, index) => of(seed, index));

test("the same seed makes the same webhooks, another one others", () => {
  expect(bodies("1")).toEqual(bodies("1"));
  expect(bodies("1")).not.toEqual(bodies("2"));
});

test("every mutated webhook is JSON, so that it comes past the parser", () => {
  for (const body of bodies("3")) expect(() => JSON.parse(body)).not.toThrow();
});

test("leaves the tree that it mutates as it was", () => {
  const tree = { entry: [{ id: "1", changes: [{ field: "messages" }] }] };
  const before = structuredClone(tree);
  for (let index = 0; index < 200; index++)
    mutate(tree, { random: createRandom(`${index}`), times: 4 });
  expect(tree).toEqual(before);
});

test("finds what somebody sent in a log line or a label, and nothing else", () => {
  expect(holdsWords(`{"code":"${MARKER}"}`)).toBe(true);
  expect(holdsWords('{"phone":"263770000001"}')).toBe(true);
  expect(holdsWords('{"code":"131047"}')).toBe(false);
});

test("finds a label that is not in the list of its family, and nothing else", () => {
  const families = familiesOf(metricLabels(root));
  const series = ["whatsapp", "credex", MARKER].map(
    (webhook) => `vimbiso_webhook_seconds_bucket{le="+Inf",webhook="${webhook}"} 2`,
  );
  const others = ["# HELP x", 'nodejs_gc_duration_seconds_sum{kind="minor"} 1'];
  const planted = 'vimbiso_statuses_total{status="sent",code="0;x"} 1';
  const page = [...others, ...series, planted].join("\n");
  expect(oddLabels(page, families)).toEqual([
    `vimbiso_webhook_seconds webhook ${MARKER}`,
    "vimbiso_statuses_total code 0;x",
  ]);
});
