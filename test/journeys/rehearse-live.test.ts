import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { scratch } from "../check/scratch.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** `npm run flows:rehearse -- HEAD --live` over the conversations of a server. */

const REHEARSE = new URL("../../scripts/rehearse.ts", import.meta.url).pathname;
/** What only Redis knows of the members. */
const AMOUNT = "17.43";
const CONFIRM = "ready.offer/filling.confirm";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

/** Runs a command, while the server of this process serves. Resolves with its exit code and what it has printed. */
function run(
  cwd: string,
  command: string,
  ...args: string[]
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { ...process.env, REDIS_STATE_URL: ownDatabase() };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test("a rehearsal of live records counts what an edit changes for them, and neither writes nor shows anything of theirs", async () => {
  await world.open();
  const members = [world.member(), world.member(), world.member()];
  for (const member of members) await register(member, "Rutendo", "Zvobgo");
  const [atConfirm, alsoAtConfirm, atRecipient] = members as [Member, Member, Member];
  await fillOffer(atConfirm, AMOUNT);
  await fillOffer(alsoAtConfirm, AMOUNT);
  await atRecipient.taps("offer");
  await atRecipient.hears(said("offer.amount.ask"));
  await atRecipient.says(AMOUNT);
  await atRecipient.hears(said("offer.recipient.ask"));
  await world.idle();
  const before = await world.dump();

  const copy = scratch();
  onTestFinished(copy.remove);
  const git = async (...args: string[]) =>
    expect(await run(copy.folder, "git", ...args)).toMatchObject({ code: 0 });
  await git("init", "--quiet");
  await git("add", "machines");
  await git("-c", "user.name=T", "-c", "user.email=", "commit", "--quiet", "--message", "before");
  cpSync(join(copy.folder, "machines"), join(copy.folder, "cents"), { recursive: true });
  copy.replace(
    "cents/offer.ts",
    "            amount,\n            ...(dueDate",
    "            amount: { ...amount, value: String(Number(amount.value) / 100) },\n            ...(dueDate",
  );
  const rehearse = (...folders: string[]) =>
    run(
      copy.folder,
      ...([process.execPath, "--import", "tsx", REHEARSE, "HEAD", "--live"] as const),
      ...folders,
    );
  const { code, stdout, stderr } = await rehearse("cents", "machines");

  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  const live = "3 open sessions in 2 classes, of which 3 sessions are rehearsed";
  const both = expect.stringMatching(
    /^3 records, \d+ events, each with the old and the new machines:$/,
  );
  expect(stdout.trim().split("\n")).toEqual([
    ...[live, both, "1 carries over", "2 send other money"],
    `offer, ${CONFIRM}, taps “confirm”: 2 records send other money. Example (en): differs in createCredex.input.amount.value.`,
    ...[live, both, "3 carry over"],
  ]);
  for (const secret of [AMOUNT, "bob_bakery", "Bob", "Rutendo", "Zvobgo", ...phonesOf(members)])
    expect(stdout).not.toContain(secret);

  cpSync(join(copy.folder, "machines"), join(copy.folder, "secured"), { recursive: true });
  const promise = '"choice.unsecured": { target: "due", actions: "makeUnsecured" },';
  copy.replace("secured/offer.ts", promise, "");
  const harmless = await rehearse("secured", "machines");
  expect(harmless).toMatchObject({ code: 0, stderr: "" });
  expect(harmless.stdout).toContain("2 reach another state");
  expect(await world.dump()).toEqual(before);
});

type Member = ReturnType<World["member"]>;

function phonesOf(members: readonly Member[]): string[] {
  return members.map(({ phone }) => phone);
}
