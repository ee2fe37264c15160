import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The arrows of imports: machines → xstate; conversation → xstate, zod; an adapter → conversation, machines, its library. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "arrows-"));
  for (const name of ["src", "machines", ".biome.json", "package.json"])
    cpSync(new URL(`../${name}`, import.meta.url), join(folder, name), { recursive: true });
  symlinkSync(new URL("../node_modules", import.meta.url), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lint(file: string, code: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  const only = "--only=style/noRestrictedImports";
  const args = ["lint", "--config-path=.biome.json", only, file];
  const { stdout, stderr } = spawnSync(join(folder, "node_modules/.bin/biome"), args, {
    cwd: folder,
    encoding: "utf8",
  });
  rmSync(path);
  return stdout + stderr;
}

const use = (from: string) => `import * as planted from "${from}";\nexport const use = planted;\n`;

describe("a planted import against the arrows fails the lint", () => {
  test.each([
    ["machines/planted.ts", "../src/conversation/turn/turn.ts", "A machine is pure"],
    ["machines/planted.ts", "ioredis", "A machine is pure"],
    ["machines/planted.ts", "big.js", "A machine is pure"],
    ["machines/copy/planted.ts", "node:crypto", "A machine is pure"],
    ["src/conversation/planted.ts", "../redis/store.ts", "The conversation knows"],
    ["src/conversation/turn/planted.ts", "../../redis/store.ts", "The conversation knows"],
    ["src/conversation/dispatch/planted.ts", "../../../machines/root.ts", "The conversation knows"],
    ["src/conversation/planted.ts", "../../machines/root.ts", "The conversation knows"],
    ["src/conversation/planted.ts", "../config.ts", "The conversation knows"],
    ["src/conversation/planted.ts", "ioredis", "The conversation knows"],
    ["src/conversation/turn/planted.ts", "node:crypto", "The conversation knows"],
    ["src/conversation/model/planted.ts", "../ports/store.ts", "The model knows"],
    ["src/conversation/ports/planted.ts", "../engine.ts", "A port knows"],
    ["src/inbound/planted.ts", "../whatsapp/intake.ts", "is the same for any application"],
    ["src/inbound/planted.ts", "../../machines/root.ts", "is the same for any application"],
    ["src/conversations.ts", "../machines/root.ts", "Any application runs on this"],
    ["src/conversations.ts", "./vimbiso.ts", "Any application runs on this"],
    ["src/conversations.ts", "./whatsapp/client.ts", "Any application runs on this"],
    ["src/redis/planted.ts", "../memory/memory-store.ts", "An adapter knows"],
    ["src/redis/atomic-state/planted.ts", "../../memory/memory-store.ts", "An adapter knows"],
    ["src/whatsapp/planted.ts", "../credex/client.ts", "An adapter knows"],
    ["src/whatsapp/planted.ts", "../app.ts", "An adapter knows"],
    ["src/operations/planted.ts", "../credex/client.ts", "An adapter knows"],
    ["src/fakes/cloud-api/planted.ts", "../../credex/client.ts", "An adapter knows"],
    ["src/fakes/credex-core/planted.ts", "../../whatsapp/client.ts", "An adapter knows"],
    ["src/http/planted.ts", "../whatsapp/client.ts", "Receiving requests knows"],
    ["src/session/planted.ts", "ioredis", "is the library of"],
    ["src/redis/planted.ts", "hono", "is the library of"],
    ["src/copy/planted.ts", "undici", "is the library of"],
    ["src/copy/planted.ts", "rate-limiter-flexible", "is the library of"],
    ["src/credex/planted.ts", "big.js", "is the library of"],
    ["src/fakes/credex-core/planted.ts", "ioredis", "is the library of"],
    ["src/credex/planted.ts", "../fakes/credex-core/credex-core.ts", "An adapter knows"],
    ["src/whatsapp/planted.ts", "../fakes/cloud-api/cloud-api.ts", "An adapter knows"],
    ["src/check/planted.ts", "../whatsapp/limits.ts", "The check knows"],
    ["src/check/planted.ts", "../app.ts", "The check knows"],
    ["src/check/rules/planted.ts", "../../copy/render.ts", "The check knows"],
    ["src/check/rules/planted.ts", "ioredis", "The check knows"],
    ["src/playground/chart/planted.ts", "../../credex/client.ts", "A chart knows"],
    ["src/playground/chart/planted.ts", "ioredis", "A chart knows"],
    ["src/playground/inspect/planted.ts", "ws", "they are part of the server"],
  ])("%s → %s", (file, from, message) => {
    expect(lint(file, use(from))).toContain(message);
  });

  test.each([
    ["machines/planted.ts", "xstate"],
    ["machines/copy/planted.ts", "../values.ts"],
    ["src/conversation/turn/planted.ts", "../machine/live-actors.ts"],
    ["src/conversation/turn/planted.ts", "../policy.ts"],
    ["src/conversation/planted.ts", "./turn/turn.ts"],
    ["src/redis/planted.ts", "../conversation/ports/store.ts"],
    ["src/redis/atomic-state/planted.ts", "../script.ts"],
    ["src/redis/planted.ts", "rate-limiter-flexible"],
    ["src/credex/planted.ts", "../../machines/values.ts"],
    ["src/credex/operations/planted.ts", "../client.ts"],
    ["src/fakes/credex-core/planted.ts", "big.js"],
    ["src/fakes/cloud-api/planted.ts", "./inbox.ts"],
    ["src/memory/planted.ts", "rate-limiter-flexible"],
    ["src/check/planted.ts", "../conversation/model/effect.ts"],
    ["src/check/planted.ts", "oxc-parser"],
    ["src/check/rules/planted.ts", "../machine.ts"],
    ["src/playground/chart/planted.ts", "../../check/flow-model.ts"],
    ["src/playground/chart/planted.ts", "elkjs/lib/elk.bundled.js"],
    ["src/app.ts.planted.ts", "./redis/store.ts"],
  ])("%s → %s passes", (file, from) => {
    expect(lint(file, use(from))).not.toContain("noRestrictedImports");
  });
});
