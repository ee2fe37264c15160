import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { said } from "../support/titles.ts";

const folder = mkdtempSync(join(tmpdir(), "view-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function view(path: string) {
  const out = join(folder, "page.html");
  const args = ["--import", "tsx", "scripts/view.ts", path, "--out", out];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stderr, page: status === 0 ? readFileSync(out, "utf8") : "" };
}

test("a machine from anywhere is shown with the machine that it calls, and nothing is fetched", () => {
  writeFileSync(
    join(folder, "light.ts"),
    `import { createMachine } from "xstate";
     import { walk } from "./walk.ts";
     export const light = createMachine({ id: "light", initial: "green", states: {
       green: { description: "Cars go. </script>", on: { "*": "red" } },
       red: { invoke: { src: walk, onDone: "green" } },
     } });`,
  );
  writeFileSync(
    join(folder, "walk.ts"),
    `import { setup } from "xstate";
     export const walk = setup({}).createMachine({ id: "walk", initial: "on", states: { on: {} } });`,
  );
  const { status, stderr, page } = view(join(folder, "light.ts"));
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(page).toContain('data-state="light:green"');
  expect(page).toContain('data-state="walk:on"');
  expect(page).not.toMatch(/(src|href)="/);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
});

test("a machine beside its copy is shown with its words", () => {
  const { page } = view("machines/switching.ts");
  expect(page).toContain(said("switching.ask").replace("*. ", ""));
  expect(page).toContain("machines/switching.ts:");
});

test("a file without a machine is told apart from one that breaks", () => {
  expect(view("machines/kit.ts")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("exports no machine"),
  });
  expect(view("machines/nothing.ts")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("cannot be loaded"),
  });
});
