import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bundleMachines } from "../../scripts/flows/bundle.ts";
import { RELEASES } from "../../src/policy.ts";
import { ENGINE } from "../../src/releases/engine.ts";
import { createLoadRelease, type ReleaseLimits } from "../../src/releases/load-release.ts";
import { releaseIdOf, type SignedRelease } from "../../src/releases/release.ts";
import { bundledServing, createTurnOptions, shippedServing } from "../../src/vimbiso.ts";
import { bundleWith, releaseKeys, signed } from "../support/releases.ts";

const [own, former, foreign] = [releaseKeys(), releaseKeys(), releaseKeys()];
const bundle = await bundleMachines("machines");
const id = releaseIdOf(bundle);

/** Loads the release that the store has under an id. */
function load(
  release: SignedRelease | undefined,
  { as = id, limits = RELEASES as ReleaseLimits } = {},
) {
  const loadRelease = createLoadRelease({
    store: { getRelease: async () => release },
    publicKeys: [own.publicKey, former.publicKey],
    toTurn: (exported, id) =>
      createTurnOptions(bundledServing(exported, { id, withUnreviewed: true }), {
        supportUrl: undefined,
      }),
    limits,
  });
  return loadRelease(as);
}

/** A release whose bundle this is. */
const own1 = (code: string) => ({ release: signed(code, own.privateKey), as: releaseIdOf(code) });

test("the same machines give the same bundle, wherever their folder is", async () => {
  expect(await bundleWith()).toBe(bundle);
  expect(bundle).not.toContain(process.cwd());
  expect(bundle.startsWith(`// ${ENGINE}\n`)).toBe(true);
});

test("an import of anything but machines and xstate is refused by name", async () => {
  const edit = ["amounts.ts", "import ", 'import "node:fs";\nimport '] as const;
  const edited = bundleWith([...edit]);
  await expect(edited).rejects.toThrow(
    "amounts.ts imports “node:fs”: a release may import files of machines/ and xstate only",
  );
});

test("a signed release is loaded under its id, with the machines and the copy of its bundle", async () => {
  const turn = await load(signed(bundle, own.privateKey));
  const shipped = createTurnOptions(shippedServing({ withUnreviewed: true }), {
    supportUrl: undefined,
  });
  expect(turn.release.identity).toBe(id);
  expect(turn.release.hash).toBe(shipped.release.hash);
  const said = { reply: { key: "fallback.title" }, locale: "en", now: 0 };
  expect(turn.render(said)).toEqual(shipped.render(said));
  for (const text of ["menu", "20 to bob_bakery"])
    expect({ ...turn.interpret({ text, locale: "en" }) }).toEqual({
      ...shipped.interpret({ text, locale: "en" }),
    });
});

const withMigrations = (migrations: string) =>
  bundleWith(["migrations/migrations.ts", "= []", `= ${migrations}`]);

test("a release has the migrations of its bundle, which are part of its id", async () => {
  const migrations = [{ states: { offer: { "filling.payee": "filling.recipient" } } }];
  const { release, as } = own1(await withMigrations(JSON.stringify(migrations)));
  expect(as).not.toBe(id);
  expect((await load(release, { as })).release.migrations).toEqual(migrations);
});

test.each(['[{ states: { offer: ["filling"] } }]', "[{ values: { offer: {} } }]"])(
  "a release with the migrations %s is refused",
  async (migrations) => {
    const { release, as } = own1(await withMigrations(migrations));
    await expect(load(release, { as })).rejects.toThrow("exports migrations that are not valid");
  },
);

test("while a key is rotated, both keys verify", async () => {
  await expect(load(signed(bundle, former.privateKey))).resolves.toBeDefined();
});

const good = signed(bundle, own.privateKey);
const refused: [string, { release: SignedRelease | undefined; as?: string }, RegExp][] = [
  ["that is not stored", { release: undefined }, /is not in the store/],
  [
    "with a changed signature",
    { release: { ...good, signature: signed(`${bundle} `, own.privateKey).signature } },
    /is signed with none of the keys in RELEASE_PUBLIC_KEYS/,
  ],
  ["without a signature", { release: { ...good, signature: "" } }, /is signed with none/],
  ["of another key", { release: signed(bundle, foreign.privateKey) }, /is signed with none/],
  [
    "whose bundle is truncated",
    { release: { ...good, bundle: bundle.slice(0, -1) } },
    /has a bundle that is not the one of its manifest/,
  ],
  [
    "with the manifest of another release",
    { release: { ...good, manifest: signed("another", own.privateKey).manifest } },
    /has the manifest of another release/,
  ],
  [
    "with a changed manifest of its own",
    { release: { ...good, manifest: good.manifest.replace("a release", "b release") } },
    /is signed with none/,
  ],
  ["without a manifest", { release: { ...good, manifest: "{}" } }, /has no manifest/],
  [
    "for another engine",
    { release: signed(bundle, own.privateKey, { engine: "xstate 4, contract 0" }) },
    /is built for the engine “xstate 4, contract 0”, and this server has “.+”: publish it from/,
  ],
  ["that throws", own1('throw new Error("no\\nway")'), /throws when it is loaded: no way$/],
  ["that rejects a promise", own1('Promise.reject(new Error("late"))'), /is loaded: late$/],
  ["that is no script", own1("var release = {"), /throws when it is loaded: Unexpected/],
  ["that exports nothing", own1("var release = {}"), /exports no machine, copy or words/],
  ["that reads the process", own1("var release = process.env"), /process is not defined/],
  ["that requires a module", own1('require("node:fs")'), /require is not defined/],
  ["that uses the network", own1('fetch("http://localhost")'), /fetch is not defined/],
  ["that makes code from text", own1('new Function("return 1")()'), /Code generation/],
];

test.each(refused)("a release %s is refused in one line", async (_, { release, as }, reason) => {
  const error: unknown = await load(release, { as: as ?? id }).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: "release-refused", message: expect.stringMatching(reason) });
  expect(String(error)).not.toContain("\n");
});

test.each([
  ["in its code", "for (;;);"],
  ["in a promise", "var release = {}; (async () => { for (;;) await null; })();"],
])("a release that loops %s is refused", async (_, code) => {
  const { release, as } = own1(code);
  const limits = { ...RELEASES, evaluationMs: 50 };
  await expect(load(release, { as, limits })).rejects.toThrow("it does not load within 50 ms");
});

test("a release that takes memory without end is refused, and the process keeps running", async () => {
  const { release, as } = own1("const all = []; for (;;) all.push(new Array(1e5).fill(1.5));");
  const limits = { ...RELEASES, evaluationMs: 60_000, evaluationMib: 32 };
  await expect(load(release, { as, limits })).rejects.toThrow("needs more than 32 MiB of memory");
});

test("a release that is too large is refused before anything else of it is looked at", async () => {
  const limits = { ...RELEASES, bundleBytes: bundle.length / 2 };
  await expect(load(good, { limits })).rejects.toThrow("has a bundle of more than");
  const short = { ...RELEASES, manifestBytes: 10 };
  await expect(load(good, { limits: short })).rejects.toThrow("has a manifest of more than 10");
});

test("nothing of a release runs before its signature is verified", async () => {
  const loops = "for (;;);";
  const release = signed(loops, foreign.privateKey);
  const limits = { ...RELEASES, evaluationMs: 60_000 };
  await expect(load(release, { as: releaseIdOf(loops), limits })).rejects.toThrow(
    "is signed with none",
  );
});

test("the engine names the version of xstate that is installed", () => {
  const { version } = JSON.parse(readFileSync("node_modules/xstate/package.json", "utf8"));
  expect(ENGINE).toContain(`xstate ${version},`);
});

test("a release cannot declare that a call moves no money", async () => {
  const edited = await bundleWith(["kit.ts", '\n  "createCredex",', ""]);
  const { release, as } = own1(edited);
  const { isAtMostOnce } = await load(release, { as });
  expect(isAtMostOnce("createCredex")).toBe(true);
  expect(isAtMostOnce("getLedger")).toBe(false);
});
