import { parseArgs } from "node:util";
import { createFlowModel, type FlowModel } from "../src/check/flow-model.ts";
import { explore } from "../src/check/paths/explore.ts";
import { rehearse } from "../src/check/rehearsal/rehearse.ts";
import { reportLines } from "../src/check/rehearsal/report.ts";
import { sampleEdges } from "../src/check/rehearsal/sample.ts";
import { createScenes } from "../src/check/rehearsal/scene.ts";
import { withRevision } from "./machines/revision.ts";
import { serve } from "./machines/serve.ts";
import { terms } from "./machines/terms.ts";

/**
 * `npm run flows:rehearse -- <git revision> [folder …]`: what the machines of a folder do to members whose conversation
 * began with the machines of that revision. `--json`: one object a folder, for programs. `--locale <code>`: only this
 * language. `--per-state <number>`: so many records of a state at most. Exit 1 if a record sends other money, breaks or
 * ends in silence; 2 if machines cannot be read.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    locale: { type: "string", multiple: true },
    "per-state": { type: "string", default: "Infinity" },
  },
});
const [since = "HEAD", ...named] = positionals;
try {
  const perState = Number(values["per-state"]);
  if (!(perState >= 1)) throw new Error("--per-state needs a number from 1");
  await withRevision(since, async (folder) => {
    const model = await readModel(folder);
    const before = await serve(model, folder);
    const exploration = explore(model, before);
    const locales = values.locale ?? model.locales.map(({ code }) => code);
    const scenes = createScenes({
      before,
      samples: sampleEdges(exploration.edges, { perState }),
      speeches: locales.map((locale) => {
        const { wordFor } = exploration.simulatorIn(locale);
        return { locale, wordFor };
      }),
    });
    for (const edited of named.length > 0 ? named : ["machines"]) {
      const after = await serve(await readModel(edited), edited);
      const rehearsal = rehearse(scenes, { before, after });
      if (rehearsal.isHarmful) process.exitCode = 1;
      const lines = values.json
        ? [JSON.stringify({ since, folder: edited, ...rehearsal })]
        : reportLines(rehearsal);
      for (const line of lines) console.log(line);
    }
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

/** @throws with the first problem of machines that cannot be read or loaded */
async function readModel(folder: string): Promise<FlowModel> {
  const { model, unreadable, unloaded } = await createFlowModel(folder, terms);
  const [problem] = [...unreadable, ...unloaded];
  if (problem) throw new Error(`${problem.file}:${problem.line}  ${problem.sentence}`);
  return model;
}
