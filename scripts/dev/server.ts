import { readdirSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Copy } from "../../machines/copy/copy.ts";
import type { Serving } from "../../src/vimbiso.ts";
import { type Said, ToServer } from "./messages.ts";

/** The server of `npm run dev`: it exits when its parent exits. */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

let aheadMs = Number(process.env.DEV_CLOCK_AHEAD_MS ?? 0);
const served = process.env.DEV_SERVED;
if (served !== undefined) {
  // Before anything imports a machine: the files in machines/ may be half-written now.
  const from = new URL("../../machines/", import.meta.url).href;
  register("./served-machines.ts", import.meta.url, { data: { from, to: urlOf(served) } });
}

const { readConfig } = await import("../../src/config.ts");
const { loadPlayground } = await import("../../src/playground/load-playground.ts");
const { startServer } = await import("../../src/server.ts");
const read = readConfig(process.env);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(1);
}
const app = startServer(read.config, {
  clock: () => Date.now() + aheadMs,
  playground: await loadPlayground(read.config),
});

process.on("message", async (given) => {
  const { id, ...message } = ToServer.parse(given);
  await take(message).catch((error: unknown) => console.error(error));
  process.send?.({ done: id });
});
// The same machines once more, for the charts, which need their files.
if (served !== undefined) app.serve(await load(served));

async function take(message: Said): Promise<void> {
  switch (message.kind) {
    case "clock":
      aheadMs = message.aheadMs;
      return;
    case "edited":
      if (message.folder !== undefined) app.serve(await load(message.folder));
      app.playground?.edited(message.problems);
      return;
  }
}

/** Loads the machines and copy of a folder that nobody has loaded before. */
async function load(folder: string): Promise<Serving & { folder: string }> {
  const from = <T>(file: string): Promise<T> => import(pathToFileURL(join(folder, file)).href);
  const [{ root }, { words, firm }] = await Promise.all([
    from<typeof import("../../machines/root.ts")>("root.ts"),
    from<typeof import("../../machines/copy/words.ts")>("copy/words.ts"),
  ]);
  const locales = readdirSync(join(folder, "copy")).flatMap(
    (name) => /^([a-z]{2,3})\.ts$/.exec(name)?.[1] ?? [],
  );
  const copies: Serving["copies"] = {};
  for (const locale of locales) {
    const copy = (await from<{ [name: string]: Copy }>(`copy/${locale}.ts`))[locale];
    if (copy) copies[locale] = copy;
  }
  return { root, words, firm, copies, folder };
}

function urlOf(folder: string): string {
  return `${pathToFileURL(folder).href}/`;
}
