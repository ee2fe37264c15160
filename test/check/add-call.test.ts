import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { editsIn } from "./guide.ts";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** What machines/README.md says of a new call, followed step by step in a copy. */

const copy = scratch();
afterAll(copy.remove);

const edits = editsIn(copy.read("machines/README.md"), "Add a call");
const TRANSLATIONS = {
  sn: "{recipient}: {kept, plural, one {# yakachengetwa} other {# dzakachengetwa}}.",
  nd: "{recipient}: {kept, plural, one {# egciniweyo} other {# ezigciniweyo}}.",
};
const declares = (file: string) => file === "machines/kit.ts";

beforeAll(() => {
  for (const folder of ["src", "scripts", "test"])
    cpSync(folder, join(copy.folder, folder), { recursive: true });
  const tsconfig = JSON.parse(copy.read("tsconfig.json"));
  const include = ["machines", "src/credex", "src/check"];
  copy.write("tsconfig.json", JSON.stringify({ ...tsconfig, include }));
});

test(
  "that is declared only is reported by the types",
  () => {
    for (const { file, from, by } of edits.filter(({ file }) => declares(file)))
      copy.replace(file, from, by);
    expect(copy.types().stdout).toMatch(/src\/credex\/operations\/contract\.ts\(.*getStanding/);
  },
  WALK_TIMEOUT_MS,
);

test(
  "passes the check and the types once each step is done",
  () => {
    for (const { file, from, by } of edits.filter(({ file }) => !declares(file))) {
      copy.replace(file, from, by);
      if (file === "machines/copy/en.ts")
        for (const [code, text] of Object.entries(TRANSLATIONS))
          copy.replace(
            `machines/copy/${code}.ts`,
            from,
            by.replace(/"offer\.standing": .*,/, `"offer.standing": "${text}",`),
          );
    }
    expect(copy.run("check").stderr).toBe("");
    expect(copy.types().stdout).toBe("");
  },
  WALK_TIMEOUT_MS,
);

test("is made in a dialogue, and the member reads what came of it", () => {
  copy.write("test/machines/standing.test.ts", DIALOGUE);
  expect(copy.tests("test/machines/standing.test.ts")).toEqual({ passed: 2, failed: [] });
});

const DIALOGUE = `
import { test } from "vitest";
import { atRecipient, thandi } from "./scenes.ts";

const atStanding = () =>
  atRecipient()
    .says(thandi.accountHandle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle: thandi.accountHandle })
    .answers(thandi)
    .calls("getStanding", { accountID: thandi.accountID });

test("answered", () => {
  atStanding()
    .answers({ kept: 12 })
    .hears("offer.standing", "offer.confirm.ask")
    .reads("has kept 12 offers");
});

test("away", () => {
  atStanding().away().hears("offer.confirm.ask");
});
`;
