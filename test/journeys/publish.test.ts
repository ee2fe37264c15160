import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Publication, publishRelease } from "../../scripts/flows/publish-release.ts";
import { revertRelease } from "../../scripts/flows/revert-release.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { RELEASES } from "../../src/policy.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { createServerReports } from "../../src/redis/server-reports.ts";
import { releaseIdOf } from "../../src/releases/release.ts";
import { ownDatabase } from "../support/database.ts";
import { asSetting, bundleWith, releaseKeys } from "../support/releases.ts";
import { said } from "../support/titles.ts";
import { reaches, register } from "./walks.ts";

/** "Publish" of machines/README.md, step by step: a real Redis, and a server that loads what is published. */

const BUILT_FROM = "a".repeat(40);
const REVISION = "b".repeat(40);
const OLD = said("offer.recipient.ask");
const NEW = "To whom shall it go?";
const { publicKey, privateKey } = releaseKeys();

let world: World;
let env: { [name: string]: string };
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  env = { RELEASE_PUBLIC_KEYS: asSetting(publicKey) };
});
afterEach(() => world.close());

const commands = () => ({
  store: createReleaseStore({ redis: world.redis }),
  reports: createServerReports({ redis: world.redis }),
  by: "ann@desk",
});
const publicationOf = async (text: string): Promise<Omit<Publication, "to">> => ({
  bundle: await bundleWith(["copy/en.ts", OLD, text]),
  ...{ revision: REVISION, message: "asks in other words", privateKey, since: BUILT_FROM },
  examine: async (since) => [`no problems since ${since}`],
});

/** Until every server follows the rollout as it is now. */
async function followed(): Promise<void> {
  const { store, reports } = commands();
  for (;;) {
    const [servers, rollout] = await Promise.all([reports.list(), store.loadRollout()]);
    const version = rollout?.version ?? 0;
    if (servers.length > 0 && servers.every((server) => server.rolloutVersion === version)) return;
    await sleep(20);
  }
}

/** Makes an offer from the menu, and expects the question in these words. */
async function offers(member: Member, question: string): Promise<void> {
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  await member.says("2");
  await member.hears(question);
  await member.says("bob_bakery");
  await reaches(member, "offer.confirm.ask");
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
}

test("a release is published to draft, a tenth and all, and reverted", async () => {
  await world.open({ env });
  const [tester, other] = [world.member(), world.member()];
  for (const member of [tester, other]) await register(member);
  const { store } = commands();
  const publication = await publicationOf(NEW);

  const draft = { ...publication, to: "draft", numbers: [tester.phone] } as const;
  const manifest = await publishRelease(commands(), draft);
  expect(manifest).toMatchObject({
    ...{ id: releaseIdOf(publication.bundle), number: 1, author: "ann@desk" },
    report: [`Examined against ${BUILT_FROM}`, `no problems since ${BUILT_FROM}`],
  });
  await followed();
  await offers(tester, NEW);
  await offers(other, OLD);

  const again = () => Promise.reject(new Error("It is examined once"));
  await publishRelease(commands(), { ...publication, to: 10, examine: again });
  const tenth = { release: manifest.id, to: 10, numbers: [tester.phone] };
  expect((await store.loadRollout())?.next).toEqual(tenth);

  await publishRelease(commands(), { ...publication, to: "all", examine: again });
  await followed();
  await offers(other, NEW);
  await expect(publishRelease(commands(), { ...publication, to: "all" })).rejects.toThrow(
    "Release 1 has these machines, and is current already.",
  );

  await revertRelease(commands());
  await followed();
  for (const member of [tester, other]) await offers(member, OLD);
  await expect(revertRelease(commands())).rejects.toThrow("There is nothing to return to");
  const history = await store.history();
  expect(history.map(({ by, rollout }) => [by, rollout.version])).toEqual(
    [1, 2, 3, 4].map((version) => ["ann@desk", version]),
  );
});

test("a release that no server accepts does not become current, and the server serves on as before", async () => {
  const { telemetryEvents } = await world.open({ env });
  const member = world.member();
  await register(member);
  const publication = { ...(await publicationOf(NEW)), privateKey: releaseKeys().privateKey };
  const publishing = publishRelease(commands(), { ...publication, to: "all", loadedMs: 0 });
  await expect(publishing).rejects.toThrow(
    "Release 1 is not current: servers that have not loaded it: 1. Their log says why; flows:revert withdraws it.",
  );
  const isRefusal = (event: object) => JSON.stringify(event).includes("is signed with none");
  await expect.poll(() => telemetryEvents.some(isRefusal)).toBe(true);
  await offers(member, OLD);
  await revertRelease(commands());
  await followed();
  await offers(member, OLD);
});

test("a rollout that is not valid refuses no message, and is followed again once it is valid", async () => {
  const { telemetryEvents } = await world.open({ env });
  const member = world.member();
  await register(member);
  await world.redis.set("rollout", '{"version":1,"next":{"release":"x","to":"draft"}}');
  const failures = () =>
    telemetryEvents.filter((event) => event.kind === "failure" && event.where === "rollout");
  await expect.poll(failures).toMatchObject([{ code: "rollout-invalid" }]);
  await offers(member, OLD);
  const publication = { ...(await publicationOf(NEW)), to: "all" } as const;
  await expect(publishRelease(commands(), publication)).rejects.toThrow("(next.numbers)");
  expect(failures()).toHaveLength(1);
  await world.redis.del("rollout");
  await publishRelease(commands(), publication);
  await followed();
  await offers(member, NEW);
});

test("a release that is withdrawn while servers load it does not become current", async () => {
  const { store } = commands();
  const publication = { ...(await publicationOf(NEW)), to: "all" } as const;
  const revert = async () => {
    await revertRelease(commands());
    return [];
  };
  const publishing = publishRelease({ ...commands(), reports: { list: revert } }, publication);
  await expect(publishing).rejects.toThrow("somebody else changed the rollout meanwhile");
  expect(await store.loadRollout()).toEqual({ version: 2 });
});

test.each([
  ["overwritten", "{}"],
  ["cut", '{"bundle":"'],
])("a release that was %s in the store is repaired by publishing it again", async (_, text) => {
  const { store } = commands();
  const publication = { ...(await publicationOf(NEW)), to: "draft" } as const;
  const { id } = await publishRelease(commands(), publication);
  const stored = await store.getRelease(id);
  await world.redis.hset("releases:bundles", id, text);
  await publishRelease(commands(), publication);
  expect((await store.getRelease(id))?.bundle).toBe(stored?.bundle);
  await world.redis.hset("releases", id, text);
  await publishRelease(commands(), publication);
  expect(await store.listReleases()).toMatchObject([{ id }]);
});

test("what fails its examination, or lost a race, changes nothing for members", async () => {
  const { store } = commands();
  const publication = await publicationOf(NEW);
  const fails = async () => Promise.reject(new Error("Not published: the paths failed."));
  await expect(
    publishRelease(commands(), { ...publication, to: "all", examine: fails }),
  ).rejects.toThrow("the paths failed");
  const withoutSince = publishRelease(commands(), { ...publication, to: 5, since: undefined });
  await expect(withoutSince).rejects.toThrow("--since <revision>");
  expect(await store.listReleases()).toEqual([]);

  await publishRelease(commands(), { ...publication, to: "none" });
  expect(await store.listReleases()).toHaveLength(1);
  expect(await store.loadRollout()).toBeUndefined();

  const overtaken = { ...commands(), store: { ...store, changeRollout: async () => false } };
  await expect(publishRelease(overtaken, { ...publication, to: "draft" })).rejects.toThrow(
    "somebody else changed the rollout meanwhile",
  );
});

test("the reason for other money is given to the rehearsals, and kept", async () => {
  const publication = await publicationOf(NEW);
  const allowed: boolean[] = [];
  const examine: Publication["examine"] = async (_, { mayMoneyChange }) => {
    allowed.push(mayMoneyChange);
    return ["3 send other money"];
  };
  const moneyChanges = "a fee is added";
  const meant = { ...publication, to: "draft", examine, moneyChanges } as const;
  expect((await publishRelease(commands(), meant)).report).toEqual([
    ...[`Examined against ${BUILT_FROM}`, "money changes: a fee is added", "3 send other money"],
  ]);
  const other = await bundleWith(["copy/en.ts", OLD, "For whom?"]);
  await publishRelease(commands(), { ...publication, bundle: other, to: "none", examine });
  expect(allowed).toEqual([true, false]);
  const history = await commands().store.history();
  expect(history.map(({ by }) => by)).toEqual(["ann@desk, money changes: a fee is added"]);
});

test("a long report is cut, so that servers accept the manifest", async () => {
  const publication = await publicationOf(NEW);
  const examine = async () => Array(10_000).fill("→".repeat(1_000));
  const { id } = await publishRelease(commands(), { ...publication, to: "none", examine });
  const { manifest = "" } = (await commands().store.getRelease(id)) ?? {};
  expect(Buffer.byteLength(manifest)).toBeLessThan(RELEASES.manifestBytes);
});

test("two that publish at once get numbers of their own, and the later rehearses against the current one", async () => {
  const [one, two] = await Promise.all([publicationOf(NEW), publicationOf("For whom?")]);
  const manifests = await Promise.all(
    [one, two].map((publication) => publishRelease(commands(), { ...publication, to: "none" })),
  );
  expect(manifests.map(({ number }) => number).sort()).toEqual([1, 2]);
  await publishRelease(commands(), { ...one, to: "all" });
  const asked: string[] = [];
  const examine = async (since: string) => {
    asked.push(since);
    return [];
  };
  await publishRelease(commands(), { ...two, to: "draft", examine });
  expect(asked).toEqual([REVISION]);
});
