import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createOpenInEditor } from "../../scripts/dev/open-in-editor.ts";
import { createFakeEditor } from "../support/fake-editor.ts";

const REFUSAL = "Only a file of machines/ can be opened.";

let project: string;
let editor: ReturnType<typeof createFakeEditor>;
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "project-")));
  mkdirSync(join(project, "machines/copy"), { recursive: true });
  for (const file of ["machines/offer.ts", "machines/copy/en.ts", "secret.ts"])
    writeFileSync(join(project, file), "");
  editor = createFakeEditor();
  vi.stubEnv("LAUNCH_EDITOR", editor.command);
});
afterEach(() => {
  vi.unstubAllEnvs();
  editor.remove();
  rmSync(project, { recursive: true });
});

const open = (file: string, line = 12) =>
  createOpenInEditor(join(project, "machines"))({ file, line });

test.each(["machines/offer.ts", "machines/copy/en.ts"])(
  "%s is opened at the line",
  async (file) => {
    expect(await open(file)).toBeUndefined();
    await vi.waitFor(
      () => expect(editor.opened()).toEqual([join(project, file), "12", "1"]),
      30_000,
    );
  },
);

test.each([
  "secret.ts",
  "machines/../secret.ts",
  "machines/copy/../../secret.ts",
  "/etc/passwd",
  "machines/link.ts",
  "machines/nothing.ts",
  "machines/",
])("%s is refused, and no editor starts", async (file) => {
  symlinkSync(join(project, "secret.ts"), join(project, "machines/link.ts"));
  expect(await open(file)).toBe(REFUSAL);
  expect(await open("machines/offer.ts")).toBeUndefined();
  await vi.waitFor(() => expect(editor.opened()[0]).toContain("offer.ts"), 30_000);
});

test("a command that does not exist is reported", async () => {
  vi.stubEnv("LAUNCH_EDITOR", join(project, "nothing"));
  expect(await open("machines/offer.ts")).toContain("The editor did not open it: spawn");
});
