import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Locator } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { listOf, said, titleOf } from "../support/titles.ts";
import { findingsOf } from "./axe.ts";
import { LONG_MS, openEditScene, SERVED_MS } from "./edit-scene.ts";
import type { Visitor } from "./visitor.ts";

/** Questions, buttons and transitions by clicks in `npm run dev`, on the files of a copy of this project. */
const scene = openEditScene();
const { read, opensMachine, edits, saves, undoes, isBack } = scene;
let visitor: Visitor;
let dialog: Locator;
beforeEach(() => {
  ({ visitor, dialog } = scene.here());
});

const LANGUAGES = ["English", "Shona", "Ndebele"] as const;
const COPIES = ["copy/en.ts", "copy/sn.ts", "copy/nd.ts"];

async function fillsIn(label: string, texts: readonly string[]): Promise<void> {
  for (const [index, language] of LANGUAGES.entries())
    await dialog.getByLabel(`${label} in ${language}`).fill(texts[index] ?? "");
}

/** Runs a command in the project; its exit code and what it printed. */
async function runs(command: string, ...args: string[]) {
  const { folder } = scene.project();
  const run = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [run.stdout, run.stderr])
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  const [exitCode] = await once(run, "close");
  return { exitCode, printed };
}

/** Shows the note where the member decides, in every language. */
async function showsNote(key: string): Promise<void> {
  await edits("offer:filling.confirm");
  await dialog.getByRole("button", { name: key }).click();
  for (const language of LANGUAGES) {
    const field = dialog.getByLabel(`Text in ${language}`);
    const text = await field.inputValue();
    await field.fill(text.replace("\n\n", "{note, select, none {} other {\n“{note}”}}\n\n"));
  }
  await saves();
}

test(
  "the guide's worked example is made by clicks alone, is served, and is undone to the byte",
  async () => {
    const { page } = visitor;
    const names = ["offer.ts", ...COPIES];
    const before = names.map(read);
    await opensMachine("offer");
    await edits("offer:filling.recipient");
    await dialog.getByRole("button", { name: "Add a question after this one" }).click();
    await dialog.getByText("Still needed: a name.").waitFor();
    await dialog.getByLabel("What happens here").and(page.locator(":focus")).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await dialog.getByLabel("What happens here").fill("Asks what the offer is for.");
    await dialog.getByLabel("What is kept, in a few words").fill("what the offer is for");
    await dialog.getByLabel("Name in the file").fill("note");
    await fillsIn("Question", [
      "What is it for? A few words, for example *For 20 loaves of bread*.",
      "Ndezvei? Nyorai mazwi mashoma, semuenzaniso *Zvingwa makumi maviri*.",
      "Ngeyani? Bhalani amagama amalutshwana, isibonelo *Izinkwa*.",
    ]);
    await fillsIn("To any other answer", [
      "Sixty letters at most, please.",
      "Mavara makumi matanhatu chete.",
      "Izinhlamvu ezingamatshumi ayisithupha kuphela.",
    ]);
    await dialog.getByText(/Asks for words after “filling.recipient”/).waitFor();
    await dialog.getByText(/needs 5 messages of the member at most, instead of 4/).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await saves();
    await visitor.state("offer:filling.note").waitFor({ timeout: SERVED_MS });
    await showsNote("offer.confirm.ask");
    await showsNote("offer.unsecured.ask");

    await visitor.says("hi");
    await visitor.taps(titleOf("welcome.ask", "register"));
    await visitor.hears("your first name");
    await visitor.says("Tariro");
    await visitor.hears("your last name");
    await visitor.says("Moyo");
    await visitor.picks(
      listOf("registration.denomination.ask"),
      titleOf("registration.denomination.ask", "denomination=USD"),
    );
    await visitor.taps(titleOf("registration.confirm.ask", "open"));
    await visitor.hears(said("registration.done"));
    await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
    await visitor.hears(said("offer.amount.ask"));
    await visitor.says("20");
    await visitor.hears(said("offer.recipient.ask"));
    await visitor.says("bob_bakery");
    await visitor.hears("What is it for?");
    await visitor.says("For so many loaves of bread that nobody could ever eat them all up");
    await visitor.hears("Sixty letters at most");
    await visitor.says("For 20 loaves of bread");
    await visitor.hears("“For 20 loaves of bread”");
    await visitor.taps(titleOf("offer.confirm.ask", "confirm"));
    await visitor.hears(said("offer.sent"));

    const node = process.execPath;
    const results = await Promise.all([
      runs(node, "--import", "tsx", "scripts/check.ts"),
      runs("node_modules/.bin/tsc"),
      runs(
        "node_modules/.bin/biome",
        "check",
        "--config-path=.biome.json",
        "--error-on-warnings",
        "machines",
      ),
    ]);
    for (const { exitCode, printed } of results) expect([exitCode, printed]).toEqual([0, printed]);

    for (let edit = 0; edit < 3; edit++) await undoes();
    for (const [index, name] of names.entries()) await isBack(name, before[index] ?? "");
    await visitor.state("offer:filling.note").waitFor({ state: "detached", timeout: SERVED_MS });
  },
  LONG_MS,
);

test(
  "a question with choices is added, moved before its neighbour, and removed",
  async () => {
    const before = read("offer.ts");
    await opensMachine("offer");
    await edits("offer:filling.recipient");
    await dialog.getByRole("button", { name: "Add a question after this one" }).click();
    await dialog.getByLabel("What happens here").fill("Asks what kind of purchase it is.");
    await dialog.getByLabel("What is kept, in a few words").fill("the kind of purchase");
    await dialog.getByLabel("Name in the file").fill("purchase");
    await dialog.getByRole("radio", { name: "a choice" }).check();
    await fillsIn("Question", [
      "Goods or work?",
      "Zvinhu here kana basa?",
      "Impahla loba umsebenzi?",
    ]);
    await fillsIn("Choice 1", ["Goods", "Zvinhu", "Impahla"]);
    await fillsIn("Choice 2", ["Work", "Basa", "Umsebenzi"]);
    await dialog
      .getByRole("region", { name: "English on a phone" })
      .getByText("Goods")
      .last()
      .waitFor();
    expect(await findingsOf(visitor.page)).toEqual([]);
    await saves();
    expect(read("copy/sn.ts")).toContain('"purchase=goods": "Zvinhu"');
    const added = read("offer.ts");

    await visitor.state("offer:filling.purchase").waitFor({ timeout: SERVED_MS });
    await edits("offer:filling.recipient");
    await dialog.getByRole("button", { name: "Ask “Goods or work?” before this one" }).click();
    await dialog.getByText("Asks “filling.purchase” before “filling.recipient”.").waitFor();
    await saves();
    expect(read("offer.ts")).toContain('{ guard: "isHandle", target: "searching"');
    await undoes();
    await isBack("offer.ts", added);
    // The chart shows the neighbours in their old order again.
    await edits("offer:filling.recipient");
    await dialog.getByRole("button", { name: /^Ask “Goods or/ }).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();

    await edits("offer:filling.purchase");
    await dialog.getByRole("button", { name: "Remove this question" }).click();
    await dialog.getByText(/Removes the question “filling.purchase”/).waitFor();
    await saves();
    // The promise stays until the designer changes it.
    expect(read("offer.ts")).toBe(before.replace("messages: 4", "messages: 5"));
    await undoes();
    await isBack("offer.ts", added);
    await undoes();
    await isBack("offer.ts", before);
  },
  LONG_MS,
);

test(
  "a button is added in every language and entered from its state, and gets another name",
  async () => {
    const names = ["language.ts", ...COPIES];
    const before = names.map(read);
    const isAllBack = async () => {
      for (const [index, name] of names.entries()) await isBack(name, before[index] ?? "");
    };
    await opensMachine("language");
    await edits("language:choosing.unreachable");
    await dialog.getByRole("button", { name: "language.away" }).click();
    await dialog.getByText("Add a button or row").click();
    await fillsIn("Title", ["Later", "Gare gare", "Muva"]);
    await dialog
      .getByLabel("From “choosing.unreachable” it enters")
      .selectOption("language:cancelled");
    await dialog.getByText("Adds “Later” to “language.away” in 3 languages").waitFor();
    expect(await findingsOf(visitor.page)).toEqual([]);
    await saves();
    expect(read("copy/nd.ts")).toContain('later: "Muva"');
    expect(read("language.ts")).toContain('"choice.later": "#language.cancelled",');
    const added = names.map(read);
    const panel = visitor.page.getByRole("complementary", { name: /^State / });
    await panel.getByText("[Later]").first().waitFor({ timeout: SERVED_MS });

    await edits("language:choosing.unreachable");
    await dialog.getByRole("button", { name: "language.away" }).click();
    await dialog.getByText("Names of the choices in the file").click();
    await dialog.getByLabel("Name of “later”").fill("afterwards");
    await dialog.getByText("Renames the choice “later” to “afterwards”").waitFor();
    await saves();
    expect(read("language.ts")).toContain('"choice.afterwards": "#language.cancelled",');
    await undoes();
    for (const [index, name] of names.entries()) await isBack(name, added[index] ?? "");
    await undoes();
    await isAllBack();
  },
  LONG_MS,
);

test(
  "a state gets a tag and a transition with a condition",
  async () => {
    const before = read("offer.ts");
    await opensMachine("offer");
    await edits("offer:filling.due");
    await dialog.getByRole("checkbox", { name: /^text/ }).check();
    await dialog.getByText("Tags “filling.due” “text”.").waitFor();
    await saves();
    expect(read("offer.ts")).toContain('offer.",\n          tags: "text",');
    await undoes();
    await isBack("offer.ts", before);

    await edits("offer:filling.confirm");
    await dialog.getByText("Add a transition").click();
    await dialog.getByLabel("When the member").selectOption("back");
    await dialog.getByLabel("If", { exact: true }).selectOption("isQuick");
    await dialog.getByLabel("It enters").selectOption("offer:filling.amount");
    await dialog.getByText(/enters “filling.amount” if “isQuick”/).waitFor();
    expect(await findingsOf(visitor.page)).toEqual([]);
    await saves();
    expect(read("offer.ts")).toContain('{ guard: "isQuick", target: "amount" },');
    await undoes();
    await isBack("offer.ts", before);
  },
  LONG_MS,
);

test(
  "a field and a choice get other names, and a form is duplicated with its row at home",
  async () => {
    const names = ["root.ts", "ledger.ts", ...COPIES];
    const before = names.map(read);
    const isAllBack = async () => {
      for (const [index, name] of names.entries()) await isBack(name, before[index] ?? "");
    };
    await opensMachine("ledger");
    await edits("ledger:");
    await dialog.getByText("Names of what is kept").click();
    await dialog.getByLabel("Name of “startRow”").fill("firstRow");
    await dialog.getByText(/Renames “startRow” of “ledger” to “firstRow”/).waitFor();
    await dialog.getByText("Duplicate this form").click();
    for (const [index, title] of ["My history", "Nhoroondo", "Umlando"].entries())
      await dialog.getByLabel(`Its row at home in ${LANGUAGES[index]}`).fill(title);
    await dialog.getByText("Duplicates “ledger” as “myHistory” in my-history.ts").waitFor();
    expect(await findingsOf(visitor.page)).toEqual([]);
    await saves();
    expect(read("ledger.ts")).toContain("context.firstRow");
    expect(read("my-history.ts")).toContain("context.firstRow");
    expect(read("copy/sn.ts")).toContain('myHistory: { title: "Nhoroondo"');

    await visitor.state("ledger:showing").waitFor({ timeout: SERVED_MS });
    await edits("ledger:showing");
    await dialog.getByText("Names of the choices in the file").click();
    await dialog.getByLabel("Name of “next”").fill("earlier");
    await dialog.getByText("Renames the choice “next” to “earlier”").waitFor();
    await saves();
    await undoes();
    await undoes();
    await isAllBack();
    expect(() => read("my-history.ts")).toThrow("ENOENT");
  },
  LONG_MS,
);
