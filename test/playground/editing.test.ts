import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Running } from "../../scripts/dev/settings.ts";
import { freePort } from "../support/redis-server.ts";
import { openPage, type Page } from "./page.ts";

const PATIENCE_MS = 40_000;

let folder: string;
let dev: ChildProcess;
let printed = "";
let looked = 0;
let page: Page;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "editing-"));
  // A project of its own, so that what is edited is what the server would import.
  for (const name of ["src", "machines", "scripts", "package.json", "tsconfig.json"])
    cpSync(new URL(`../../${name}`, import.meta.url), join(folder, name), { recursive: true });
  symlinkSync(new URL("../../node_modules", import.meta.url), join(folder, "node_modules"));
  const { REDIS_STATE_URL: _, ...inherited } = process.env;
  dev = spawn(process.execPath, ["--import", "tsx", "scripts/dev/dev.ts"], {
    cwd: folder,
    env: { ...inherited, DEV_DATA_DIR: join(folder, "data"), PORT: `${await freePort()}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  printed = "";
  looked = 0;
  for (const stream of [dev.stdout, dev.stderr])
    stream?.on("data", (chunk) => {
      printed += chunk;
    });
  await prints("Stop with Ctrl+C");
  page = await openPage(running().worldUrl);
});
afterEach(async () => {
  await page.close();
  if (dev.exitCode === null && dev.signalCode === null) {
    dev.kill("SIGTERM");
    await once(dev, "exit");
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

test("what is saved is served at once, a mistake is not, and conversations go on over edits and a kill", async () => {
  expect(printed).toMatch(/^Open in a browser: {2}http:\/\/127\.0\.0\.1:\d+\/playground$/m);
  const pid = running().serverPid;
  const { number } = await page.member();
  await page.says(number, "hi");
  await page.sees(number, "Shall we open one?");
  await page.taps(number, "Open an account");
  await page.sees(number, "What is your first name?");

  edit("copy/en.ts", "And your last name, {firstname}?", "And your family name, {firstname}?");
  await prints("Saved, and served.");
  await page.says(number, "Tariro");
  await page.sees(number, "And your family name, Tariro?");

  edit(
    "registration.ts",
    /(target: "lastname",\s+reenter: true,\s+actions: \{ type: "reply", params: \{ key: )"registration.name.invalid"/,
    '$1"media"',
  );
  await prints("Saved, and served.");
  await page.says(number, "12");
  await page.sees(number, "only read text");
  expect(running().serverPid).toBe(pid);

  edit("registration.ts", 'target: "denomination", actions', 'target: "currency", actions');
  await prints("Not served: the last good version goes on.");
  expect(printed).toMatch(/^machines\/registration\.ts:\d+ {2}There is no state “currency”/m);
  expect(printed).not.toContain("served/");
  await page.asks("POST", "/world/server", { deed: "kill" });
  await page.says(number, "Moyo");
  await page.sees(number, "Which currency");
  expect(running().serverPid).not.toBe(pid);
  expect(serverStates()).toEqual([false, true]);

  edit("registration.ts", 'target: "currency", actions', 'target: "denomination", actions');
  await prints("Mended, and served.");
  await page.taps(number, "USD");
  await page.sees(number, "Your account is open, Tariro");
  const left = readdirSync(join(folder, "data/served")).filter((name) => /^\d+$/.test(name));
  expect(left).toHaveLength(1);
}, 180_000);

/** Looks on from where it found something last. */
async function prints(text: string): Promise<void> {
  await expect.poll(() => printed.slice(looked), { timeout: PATIENCE_MS }).toContain(text);
  looked = printed.indexOf(text, looked) + text.length;
}

/** Saves as careful editors do: another file takes the place of the one before. */
function edit(name: string, from: string | RegExp, to: string): void {
  const file = join(folder, "machines", name);
  const text = readFileSync(file, "utf8");
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  writeFileSync(`${file}.new`, edited);
  renameSync(`${file}.new`, file);
}

function running(): Running {
  return JSON.parse(readFileSync(join(folder, "data/dev.json"), "utf8")) as Running;
}

function serverStates(): boolean[] {
  return page.frames.flatMap((frame) => (frame.kind === "changed" ? [frame.world.isServerUp] : []));
}
