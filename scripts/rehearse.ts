import { parseArgs } from "node:util";
import type { FlowModel } from "../src/check/flow-model.ts";
import { explore } from "../src/check/paths/explore.ts";
import type { Service } from "../src/check/paths/simulators.ts";
import type { Verdict } from "../src/check/rehearsal/compare-outcomes.ts";
import { type Rehearsal, rehearse, withoutValues } from "../src/check/rehearsal/rehearse.ts";
import { liveLine, reportLines } from "../src/check/rehearsal/report.ts";
import { sampleEdges } from "../src/check/rehearsal/sample.ts";
import { createScenes, type Scene } from "../src/check/rehearsal/scene.ts";
import { type LiveSamples, readLiveSamples } from "./flows/read-live-samples.ts";
import { withRedis } from "./flows/with-redis.ts";
import { readModel } from "./machines/read-model.ts";
import { withRevision } from "./machines/revision.ts";
import { serve } from "./machines/serve.ts";

/**
 * `npm run flows:rehearse -- <git revision> [folder …]`: what the machines of a folder do to members whose conversation
 * began with the machines of that revision. `--json`: one object a folder, for programs. `--locale <code>`: only this
 * language. `--per-state <number>`: so many records of a state at most. `--live`: with the records in the Redis of
 * `REDIS_STATE_URL`, which are only read, instead of those that a walk meets; `--per-class <number>` of each class.
 * `--money-changes`: that records send other money is intended. Exit 1 if a record breaks, ends in silence or, unless
 * that is intended, sends other money; 2 if machines or records cannot be read.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    live: { type: "boolean" },
    "money-changes": { type: "boolean" },
    locale: { type: "string", multiple: true },
    "per-state": { type: "string", default: "Infinity" },
    "per-class": { type: "string", default: "2" },
  },
});
const [since = "HEAD", ...named] = positionals;
try {
  const perState = numberFrom1("per-state");
  const perClass = numberFrom1("per-class");
  await withRevision(since, async (folder) => {
    const model = await readModel(folder);
    const before = await serve(model, folder);
    const live = values.live
      ? await withRedis((redis) => readLiveSamples(redis, { model, before, perClass }))
      : undefined;
    const walked = live ? [] : walkedScenes(model, { before, perState });
    for (const edited of named.length > 0 ? named : ["machines"]) {
      const after = await serve(await readModel(edited), edited);
      report(rehearse(live?.scenes() ?? walked, { before, after }), { edited, live: live?.counts });
    }
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function report(
  found: Rehearsal,
  { edited, live }: { edited: string; live?: LiveSamples["counts"] | undefined },
): void {
  // Records of members hold names and amounts.
  const rehearsal = live ? withoutValues(found) : found;
  const isIntended = (verdict: Verdict) =>
    values["money-changes"] === true && verdict === "sends other money";
  if (!rehearsal.harms.every(isIntended)) process.exitCode = 1;
  const lines = [...(live ? [liveLine(live)] : []), ...reportLines(rehearsal)];
  const data = { since, folder: edited, ...rehearsal, ...(live && { live }) };
  console.log(values.json ? JSON.stringify(data) : lines.join("\n"));
}

function walkedScenes(
  model: FlowModel,
  { before, perState }: { before: Service; perState: number },
): Scene[] {
  const exploration = explore(model, before);
  const locales = values.locale ?? model.locales.map(({ code }) => code);
  return createScenes({
    before,
    samples: sampleEdges(exploration.edges, { perState }),
    speeches: locales.map((locale) => {
      const { wordFor } = exploration.simulatorIn(locale);
      return { locale, wordFor };
    }),
  });
}

/** @throws {Error} that names the option */
function numberFrom1(option: "per-state" | "per-class"): number {
  const number = Number(values[option]);
  if (!(number >= 1)) throw new Error(`--${option} needs a number from 1`);
  return number;
}
