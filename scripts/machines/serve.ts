import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { FlowModel } from "../../src/check/flow-model.ts";
import type { Service, Words } from "../../src/check/paths/simulators.ts";
import { createInterpret } from "../../src/copy/interpret.ts";
import { createRender } from "../../src/copy/render.ts";
import { hashFolder } from "../../src/folder-hash.ts";
import { createRelease } from "../../src/release.ts";
import { contract } from "../../src/vimbiso.ts";

/** The machines and the copy of a folder, composed as `src/app.ts` composes the shipped ones. */
export async function serve(model: FlowModel, folder: string): Promise<Service> {
  const machine = model.machines.find(({ name }) => name === "root")?.loaded;
  if (!machine) throw new TypeError(`${folder} has no root machine`);
  const copies = Object.fromEntries(model.locales.map(({ code, copy }) => [code, copy]));
  const { words, firm } = (await import(pathToFileURL(resolve(folder, "copy/words.ts")).href)) as {
    words: { [locale: string]: Words[string] & object };
    firm: readonly string[];
  };
  const { readQuickOffer } = (await import(
    pathToFileURL(resolve(folder, "quick-offer.ts")).href
  )) as typeof import("../../machines/quick-offer.ts");
  return {
    release: createRelease({
      machine,
      contract,
      migrations: model.migrations.map(({ migration }) => migration),
      injectedContext: { languages: Object.keys(copies) },
      content: [hashFolder(folder)],
    }),
    render: createRender({ copies, fallback: "en" }),
    interpret: createInterpret(words, { phrases: [readQuickOffer], firm }),
    isAtMostOnce: (operation) => model.moneyOperations.has(operation),
    words,
  };
}
