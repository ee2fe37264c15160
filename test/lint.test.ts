import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/**
 * The arrows of imports: machines → xstate; conversation → xstate, zod; an adapter → conversation, machines, its
 * library.
 */

interface Case {
  file: string;
  from: string;
  /** A part of what the lint says; none: it says nothing. */
  says?: string;
}

const refused: Case[] = [
  {
    file: "machines/planted.ts",
    from: "../src/conversation/turn/turn.ts",
    says: "A machine is pure",
  },
  { file: "machines/planted.ts", from: "ioredis", says: "A machine is pure" },
  { file: "machines/planted.ts", from: "big.js", says: "A machine is pure" },
  { file: "machines/copy/planted.ts", from: "node:crypto", says: "A machine is pure" },
  {
    file: "src/conversation/planted.ts",
    from: "../redis/store.ts",
    says: "The conversation knows",
  },
  {
    file: "src/conversation/turn/planted.ts",
    from: "../../redis/store.ts",
    says: "The conversation knows",
  },
  {
    file: "src/conversation/dispatch/planted.ts",
    from: "../../../machines/root.ts",
    says: "The conversation knows",
  },
  {
    file: "src/conversation/planted.ts",
    from: "../../machines/root.ts",
    says: "The conversation knows",
  },
  { file: "src/conversation/planted.ts", from: "../config.ts", says: "The conversation knows" },
  { file: "src/conversation/planted.ts", from: "ioredis", says: "The conversation knows" },
  { file: "src/conversation/turn/planted.ts", from: "node:crypto", says: "The conversation knows" },
  { file: "src/conversation/model/planted.ts", from: "../ports/store.ts", says: "The model knows" },
  { file: "src/conversation/ports/planted.ts", from: "../engine.ts", says: "A port knows" },
  { file: "src/redis/planted.ts", from: "../memory/memory-store.ts", says: "An adapter knows" },
  {
    file: "src/redis/atomic-state/planted.ts",
    from: "../../memory/memory-store.ts",
    says: "An adapter knows",
  },
  { file: "src/whatsapp/planted.ts", from: "../credex/client.ts", says: "An adapter knows" },
  { file: "src/whatsapp/planted.ts", from: "../app.ts", says: "An adapter knows" },
  { file: "src/operations/planted.ts", from: "../credex/client.ts", says: "An adapter knows" },
  {
    file: "src/fakes/cloud-api/planted.ts",
    from: "../../credex/client.ts",
    says: "An adapter knows",
  },
  {
    file: "src/fakes/credex-core/planted.ts",
    from: "../../whatsapp/client.ts",
    says: "An adapter knows",
  },
  { file: "src/http/planted.ts", from: "../whatsapp/client.ts", says: "Receiving requests knows" },
  { file: "src/session/planted.ts", from: "ioredis", says: "is the library of" },
  { file: "src/redis/planted.ts", from: "hono", says: "is the library of" },
  { file: "src/copy/planted.ts", from: "undici", says: "is the library of" },
  { file: "src/copy/planted.ts", from: "rate-limiter-flexible", says: "is the library of" },
  { file: "src/credex/planted.ts", from: "big.js", says: "is the library of" },
  { file: "src/fakes/credex-core/planted.ts", from: "ioredis", says: "is the library of" },
  {
    file: "src/credex/planted.ts",
    from: "../fakes/credex-core/credex-core.ts",
    says: "An adapter knows",
  },
  {
    file: "src/whatsapp/planted.ts",
    from: "../fakes/cloud-api/cloud-api.ts",
    says: "An adapter knows",
  },
  { file: "src/check/planted.ts", from: "../whatsapp/limits.ts", says: "The check knows" },
  { file: "src/check/planted.ts", from: "../app.ts", says: "The check knows" },
  { file: "src/check/rules/planted.ts", from: "../../copy/render.ts", says: "The check knows" },
  { file: "src/check/rules/planted.ts", from: "ioredis", says: "The check knows" },
  {
    file: "src/playground/chart/planted.ts",
    from: "../../credex/client.ts",
    says: "A chart knows",
  },
  { file: "src/playground/chart/planted.ts", from: "ioredis", says: "A chart knows" },
  { file: "src/playground/inspect/planted.ts", from: "ws", says: "they are part of the server" },
  {
    file: "src/loopback/planted.ts",
    from: "../../test/support/trap.ts",
    says: "Tests and scripts import",
  },
  {
    file: "src/loopback/planted.ts",
    from: "../../scripts/dev/settings.ts",
    says: "Tests and scripts import",
  },
  {
    file: "scripts/planted.ts",
    from: "../test/support/trap.ts",
    says: "A script never imports a test",
  },
  {
    file: "scripts/fuzz/planted.ts",
    from: "../../test/support/trap.ts",
    says: "A script never imports a test",
  },
  {
    file: "src/planted.ts",
    from: "./fakes/cloud-api/cloud-api.ts",
    says: "The server knows no fake",
  },
  {
    file: "src/inbound/planted.ts",
    from: "../whatsapp/intake.ts",
    says: "is the same for any application",
  },
  {
    file: "src/inbound/planted.ts",
    from: "../../machines/root.ts",
    says: "is the same for any application",
  },
  {
    file: "src/conversations-planted.ts",
    from: "../machines/root.ts",
    says: "Any application runs on this",
  },
  {
    file: "src/conversations-planted.ts",
    from: "./vimbiso.ts",
    says: "Any application runs on this",
  },
  {
    file: "src/conversations-planted.ts",
    from: "./whatsapp/client.ts",
    says: "Any application runs on this",
  },
  { file: "src/planted.ts", from: "./loopback/port.ts", says: "The server knows no fake" },
];
const passed: Case[] = [
  { file: "machines/planted.ts", from: "xstate" },
  { file: "machines/copy/planted.ts", from: "../values.ts" },
  { file: "src/conversation/turn/planted.ts", from: "../machine/live-actors.ts" },
  { file: "src/conversation/turn/planted.ts", from: "../../policy.ts" },
  { file: "src/conversation/planted.ts", from: "./turn/turn.ts" },
  { file: "src/redis/planted.ts", from: "../conversation/ports/store.ts" },
  { file: "src/redis/atomic-state/planted.ts", from: "../script.ts" },
  { file: "src/redis/planted.ts", from: "rate-limiter-flexible" },
  { file: "src/credex/planted.ts", from: "../../machines/values.ts" },
  { file: "src/credex/operations/planted.ts", from: "../client.ts" },
  { file: "src/fakes/credex-core/planted.ts", from: "big.js" },
  { file: "src/fakes/cloud-api/planted.ts", from: "./inbox.ts" },
  { file: "src/memory/planted.ts", from: "rate-limiter-flexible" },
  { file: "src/check/planted.ts", from: "../conversation/model/effect.ts" },
  { file: "src/check/planted.ts", from: "oxc-parser" },
  { file: "src/check/rules/planted.ts", from: "../machine.ts" },
  { file: "src/playground/chart/planted.ts", from: "../../check/flow-model.ts" },
  { file: "src/playground/chart/planted.ts", from: "elkjs/lib/elk.bundled.js" },
  { file: "src/planted.ts", from: "./redis/store.ts" },
  { file: "src/loopback/planted.ts", from: "../app.ts" },
  { file: "scripts/fuzz/planted.ts", from: "../../src/loopback/world.ts" },
];
const folder = mkdtempSync(join(tmpdir(), "arrows-"));
let output: string[];

/** All imports are planted first, each in a file of its own, and the lint runs once. */
beforeAll(() => {
  for (const name of ["src", "machines", "scripts", ".biome.json", "package.json"])
    cpSync(new URL(`../${name}`, import.meta.url), join(folder, name), { recursive: true });
  symlinkSync(new URL("../node_modules", import.meta.url), join(folder, "node_modules"));
  const files = [...refused, ...passed].map((planted) => {
    const path = join(folder, fileOf(planted));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `import * as planted from "${planted.from}";\nexport const use = planted;\n`,
    );
    return fileOf(planted);
  });
  const options = [
    "--only=style/noRestrictedImports",
    "--reporter=github",
    "--max-diagnostics=none",
  ];
  const args = ["lint", "--config-path=.biome.json", ...options, ...files];
  const { stdout } = spawnSync(join(folder, "node_modules/.bin/biome"), args, {
    cwd: folder,
    encoding: "utf8",
  });
  output = stdout.split("\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(planted: Case): string {
  const index = [...refused, ...passed].indexOf(planted);
  return planted.file.replace("planted", `planted-${index}`);
}

function saidOf(planted: Case): string {
  return output.filter((line) => line.includes(`/${fileOf(planted)},`)).join("\n");
}

describe("a planted import against the arrows fails the lint", () => {
  test.each(refused)("$file → $from", (planted) => {
    expect(saidOf(planted)).toContain(planted.says);
  });

  test.each(passed)("$file → $from passes", (planted) => {
    expect(saidOf(planted)).toBe("");
  });
});
