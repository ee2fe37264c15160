import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEditions } from "../../../scripts/dev/editions.ts";
import { tableIn } from "../../check/guide.ts";
import { releaseWith } from "../../support/edited-release.ts";
import { recipientIsPayee } from "../../support/machine-edits.ts";
import type { Play } from "../../support/play.ts";
import type { SourceEdit } from "../../support/source-edits.ts";
import { atAmount, atConfirm, atHome, atRecipient, atSending, made } from "../scenes.ts";
import { goesHome, isAskedAgain } from "./edited.ts";

/* What machines/README.md says that an edit does to members who are in a conversation, row by row. */

/** Continues a conversation under the release with these edits. */
const under = async (play: Play, ...edits: SourceEdit[]) =>
  play.isServedUnder(await releaseWith(...edits));

const anything: SourceEdit = ["offer.ts", 'description: "Asks for the amount."', 'description: ""'];
const otherPage: SourceEdit = [
  "offer.ts",
  "  handle: string;",
  "  handle: string;\n  page: number;",
];
const heldPage: SourceEdit = [
  "offer.ts",
  "    recipient: blank.account,\n    dueDate",
  "    page: 0,\n    recipient: blank.account,\n    dueDate",
];

const rows: { [edit: string]: () => Promise<unknown> } = {
  "a wording": async () => {
    const play = await under(atAmount(), ["copy/en.ts", "Who is it for?", "To whom?"]);
    play.says("20").hears("offer.recipient.ask").reads("To whom?");
  },
  "a button or row that is reworded": async () => {
    const reworded: SourceEdit = ["copy/en.ts", '"Make an offer"', '"Promise an amount"'];
    (await under(atHome(), reworded)).taps("offer").hears("offer.amount.ask");
    (await under(atHome(), reworded)).says("make an offer").hears("offer.amount.ask");
  },
  "anything, while no form is open and no call is pending": async () => {
    (await under(atHome(), anything)).taps("offer").hears("offer.amount.ask");
  },
  "a state or event that is added": async () => {
    const added: SourceEdit = [
      "offer.ts",
      "    sending: {\n",
      '    further: { type: "final", description: "" },\n    sending: {\n',
    ];
    const event: SourceEdit = [
      "offer.ts",
      'cancel: "cancelled",',
      'cancel: "cancelled", yes: "further",',
    ];
    (await under(atAmount(), added, event)).says("20").hears("offer.recipient.ask");
  },
  "a field of a context that is added, renamed or given another type": async () => {
    (await under(atAmount(), otherPage, heldPage)).says("20").hears("offer.recipient.ask");
    goesHome((await under(atConfirm(), otherPage, heldPage)).taps("confirm"));
  },
  "anything, while a question about money is open": async () => {
    isAskedAgain((await under(atConfirm(), anything)).taps("confirm"));
  },
  "the state in which they are is renamed, gone": async () => {
    goesHome((await under(atRecipient(), ...recipientIsPayee)).says("thandi_tailor"));
    const gone: SourceEdit[] = [
      ["offer.ts", "    sending: {\n", "    paying: {\n"],
      ["offer.ts", '"#offer.sending"', '"#offer.paying"'],
    ];
    (await under(atSending(), ...gone))
      .answers(made)
      .hears("machine.edited", "late.offer.done")
      .calls("login");
  },
  "the file does not pass the check": async () => {
    const folder = mkdtempSync(join(tmpdir(), "guide-"));
    try {
      const machines = join(folder, "machines");
      cpSync("machines", machines, { recursive: true });
      const editions = await openEditions({ machines, home: join(folder, "served") });
      const served = editions.good();
      const file = join(machines, "offer.ts");
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace('target: "amountKnown"', 'target: "x"'),
      );
      const edition = await editions.look();
      expect(edition?.problems[0]?.sentence).toContain("There is no state “x”");
      expect(editions.good()).toBe(served);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

test("each row of the table has a test", () => {
  const page = readFileSync("machines/README.md", "utf8");
  const [, ...edits] = tableIn(page, "What an edit does").map(([edit]) => edit);
  expect(edits).toEqual(Object.keys(rows));
});

test.each(Object.entries(rows))("%s", async (_, follows) => {
  await follows();
});
