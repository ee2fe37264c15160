import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Rolldown } from "vite";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createRelease } from "../../src/release.ts";
import { contract } from "../../src/vimbiso.ts";
import { editedSources, replaceSources, type SourceEdit } from "./source-edits.ts";

const project = new URL("../../", import.meta.url).pathname;
const machines = join(project, "machines");

/** What a release takes from the machines, and what reads its values itself. */
const PARTS = `
export { createInterpret } from "${project}/src/copy/interpret.ts";
export { createRender } from "${project}/src/copy/render.ts";
export { offeredCopies } from "${machines}/copy/languages.ts";
export { firm, words } from "${machines}/copy/words.ts";
export { moneyOperations } from "${machines}/kit.ts";
export { migrations } from "${machines}/migrations/migrations.ts";
export { readQuickOffer } from "${machines}/quick-offer.ts";
export { root } from "${machines}/root.ts";
`;
const ENTRY = "\0release";

interface Parts
  extends Pick<typeof import("../../src/copy/interpret.ts"), "createInterpret">,
    Pick<typeof import("../../src/copy/render.ts"), "createRender">,
    Pick<typeof import("../../machines/copy/languages.ts"), "offeredCopies">,
    Pick<typeof import("../../machines/copy/words.ts"), "firm" | "words">,
    Pick<typeof import("../../machines/kit.ts"), "moneyOperations">,
    Pick<typeof import("../../machines/quick-offer.ts"), "readQuickOffer">,
    Pick<typeof import("../../machines/migrations/migrations.ts"), "migrations">,
    Pick<typeof import("../../machines/root.ts"), "root"> {}

/**
 * The release that a server with these edits would run: the edited sources, compiled and loaded beside the shipped
 * ones. Its identity covers the whole of its code.
 * @throws when a text that is to be replaced is not in its file
 */
export async function releaseWith(...edits: SourceEdit[]): Promise<TurnOptions> {
  const code = await compile(edits);
  const { root: machine, words, firm, ...parts }: Parts = await load(code);
  const copies = parts.offeredCopies({ withUnreviewed: true });
  const languages = Object.keys(copies);
  return {
    release: createRelease({
      machine,
      contract,
      migrations: parts.migrations,
      injectedContext: { languages },
      content: [code],
    }),
    render: parts.createRender({ copies, fallback: "en" }),
    interpret: parts.createInterpret(words, { phrases: [parts.readQuickOffer], firm }),
    isAtMostOnce: (operation) => parts.moneyOperations.has(operation),
  };
}

async function compile(edits: readonly SourceEdit[]): Promise<string> {
  const built = (await build({
    root: project,
    configFile: false,
    logLevel: "silent",
    build: {
      ssr: true,
      write: false,
      minify: false,
      target: "node20",
      rolldownOptions: { input: ENTRY, external: ["xstate"] },
    },
    plugins: [
      {
        name: "parts",
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? PARTS : undefined),
      },
      replaceSources(editedSources(edits)),
    ],
  })) as Rolldown.RolldownOutput;
  return built.output[0].code;
}

/** Loads a module that imports nothing but libraries. Node finds them through the link. */
async function load<Module>(code: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
    const file = join(folder, "release.mjs");
    writeFileSync(file, code);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
