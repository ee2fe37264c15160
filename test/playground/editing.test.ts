import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { said } from "../support/titles.ts";
import { startDevProject } from "./dev-project.ts";
import { openPage } from "./page.ts";

test("a valid save is served at once, an invalid one is not, and conversations continue over edits and a kill", async () => {
  const project = await startDevProject();
  onTestFinished(project.end);
  const page = await openPage(project.running().worldUrl);
  onTestFinished(page.close);
  expect(project.printed()).toMatch(
    /^Open in a browser: {2}http:\/\/127\.0\.0\.1:\d+\/playground$/m,
  );
  const pid = project.running().serverPid;
  const { number } = await page.member();
  await page.says(number, "hi");
  await page.sees(number, said("welcome.ask"));
  await page.taps(number, "register");
  await page.sees(number, said("registration.firstname.ask"));

  project.edit(
    "copy/en.ts",
    JSON.stringify(en["registration.lastname.ask"]),
    '"And your family name, {firstname}?"',
  );
  await project.prints("Saved; serving it.");
  await page.says(number, "Tariro");
  await page.sees(number, "And your family name, Tariro?");

  project.edit(
    "registration.ts",
    '{ target: ".again", reenter: true, actions: "registration.name.invalid" }',
    '{ target: ".again", reenter: true, actions: "media" }',
  );
  await project.prints("Saved; serving it.");
  await page.says(number, "12");
  await page.sees(number, said("media"));
  expect(project.running().serverPid).toBe(pid);

  project.edit("registration.ts", 'target: "summary", actions', 'target: "overview", actions');
  await project.prints("Rejected; still serving the last valid version.");
  expect(project.printed()).toMatch(
    /^machines\/registration\.ts:\d+ {2}There is no state “overview”/m,
  );
  expect(project.printed()).not.toContain("served/");
  await page.asks("POST", "/world/server", { action: "kill" });
  await page.says(number, "Moyo");
  await page.sees(number, said("registration.denomination.ask"));
  expect(project.running().serverPid).not.toBe(pid);
  const changes = page.frames.flatMap((frame) => (frame.kind === "changed" ? [frame.world] : []));
  expect(changes.map(({ isServerUp }) => isServerUp)).toEqual([false, true]);

  project.edit("registration.ts", 'target: "overview", actions', 'target: "summary", actions');
  await project.prints("Fixed; serving it.");
  await page.taps(number, "denomination=USD");
  await page.sees(number, said("registration.confirm.ask"));
  await page.taps(number, "open");
  await page.sees(number, said("registration.done"));
  const left = readdirSync(join(project.folder, "data/served")).filter((name) =>
    /^\d+$/.test(name),
  );
  expect(left).toHaveLength(1);
}, 300_000);
