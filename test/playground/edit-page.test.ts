import type { Locator } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { said } from "../support/titles.ts";
import { findingsOf } from "./axe.ts";
import { LONG_MS, openEditScene, SERVED_MS } from "./edit-scene.ts";
import type { Visitor } from "./visitor.ts";

/** Edits by clicks in `npm run dev`, on the files of a copy of this project. */
const scene = openEditScene();
const { read, opensMachine, edits, saves, undoes, redoes, isBack } = scene;
let visitor: Visitor;
let dialog: Locator;
beforeEach(() => {
  ({ visitor, dialog } = scene.here());
});

test(
  "a wording is edited at its bubble in all languages; it is served, undone and redone",
  async () => {
    const { page } = visitor;
    const before = ["copy/en.ts", "copy/sn.ts"].map(read);
    await visitor.says("hi");
    const bubble = visitor.bubble(said("welcome.ask"));
    await bubble.locator(".bubble").click();
    await bubble.getByRole("button", { name: "Edit welcome.ask" }).click();
    await dialog.waitFor();
    expect(await findingsOf(page)).toEqual([]);

    const title = dialog.getByLabel("Button “register” in English");
    await title.fill("Open an account for me now");
    await dialog.getByText("26 of 20").waitFor();
    await dialog
      .getByText(/31 of 20|26 of 20/)
      .first()
      .waitFor();
    await dialog.locator(".problems li").first().waitFor({ timeout: SERVED_MS });
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);

    await title.fill("Join now");
    await dialog.getByLabel("Button “register” in Shona").fill("Pindai");
    await dialog.locator("ins", { hasText: "Join now" }).waitFor();
    await dialog
      .getByRole("region", { name: "English on a phone" })
      .getByText("Join now")
      .waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await saves();
    expect(read("copy/en.ts")).toBe(before[0]?.replace("Open an account", "Join now"));
    expect(read("copy/sn.ts")).toContain('register: "Pindai"');
    await page.getByText("Saved and served.").waitFor();
    await visitor.says("hi");
    await page.locator(".offered").getByRole("button", { name: "Join now" }).last().waitFor();

    await undoes();
    await isBack("copy/en.ts", before[0] ?? "");
    await isBack("copy/sn.ts", before[1] ?? "");
    await redoes();
    await expect.poll(() => read("copy/en.ts"), { timeout: SERVED_MS }).toContain("Join now");
    await undoes();
    await isBack("copy/en.ts", before[0] ?? "");
  },
  LONG_MS,
);

test(
  "a state gets another name, description, limit of time and target in one save, and one undo",
  async () => {
    const { page } = visitor;
    const before = read("upgrade.ts");
    await opensMachine("upgrade");
    await edits("upgrade:confirm");
    expect(await findingsOf(page)).toEqual([]);
    await dialog.getByLabel("What happens here").fill("Asks whether to upgrade.");
    await dialog.getByLabel("Name in the file").fill("decide");
    await dialog.getByLabel(/Minutes without an answer/).fill("3");
    await dialog.getByLabel("“Not now”").selectOption("upgrade:expired");
    // The check asks that the word does what the button does.
    await dialog.getByLabel("writes “go back”").selectOption("upgrade:expired");
    await dialog.getByText(/waits 3 minutes for an answer instead of 4 minutes/).waitFor();
    await dialog.getByText(/Renames “confirm” to “decide”/).waitFor();
    await saves();
    expect(read("upgrade.ts")).toBe(
      before
        .replace(
          "Says what the tier brings, and asks whether to upgrade. Nothing is done yet.",
          "Asks whether to upgrade.",
        )
        .replace("    confirm: {", "    decide: {")
        .replace('initial: "confirm"', 'initial: "decide"')
        .replaceAll('target: "confirm"', 'target: "decide"')
        .replace("minutes(4)", "minutes(3)")
        .replace('"choice.back": "cancelled"', '"choice.back": "expired"')
        .replace(' back: "cancelled"', ' back: "expired"'),
    );
    await visitor.state("upgrade:decide").waitFor({ timeout: SERVED_MS });
    await undoes();
    await isBack("upgrade.ts", before);
    await visitor.state("upgrade:confirm").waitFor({ timeout: SERVED_MS });
  },
  LONG_MS,
);

test(
  "a line is dragged to another state, which the file says afterwards",
  async () => {
    const before = read("upgrade.ts");
    await opensMachine("upgrade");
    const end = visitor.page.locator('.edge-end[data-edge="upgrade:confirm#after.replyTimeout#0"]');
    const preview = dialog.getByText(/the limit of time now enters “cancelled” instead of/);
    // A chart that still moves to its place is dragged by another point.
    const isDropped = async () => {
      await drags(end, visitor.state("upgrade:cancelled"));
      return preview.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(isDropped, { timeout: SERVED_MS }).toBe(true);
    await saves();
    expect(read("upgrade.ts")).toContain('replyTimeout: "cancelled"');
    await undoes();
    await isBack("upgrade.ts", before);
  },
  LONG_MS,
);

test(
  "a row is removed in every language and from its state, and comes back",
  async () => {
    const names = ["copy/en.ts", "copy/sn.ts", "copy/nd.ts", "upgrade.ts"];
    const before = names.map(read);
    await opensMachine("upgrade");
    await edits("upgrade:confirm");
    await dialog.getByRole("button", { name: "upgrade.confirm.ask" }).click();
    await dialog.getByRole("button", { name: "Remove “back” in every language" }).first().click();
    await dialog.getByText("“confirm” does not react to it any more.").waitFor();
    await saves();
    expect(read("upgrade.ts")).not.toContain('"choice.back"');
    for (const name of names) expect(read(name)).not.toBe(before[names.indexOf(name)]);
    await undoes();
    for (const [index, name] of names.entries()) await isBack(name, before[index] ?? "");
  },
  LONG_MS,
);

test(
  "what was changed on disk meanwhile is neither overwritten nor lost",
  async () => {
    const before = read("copy/en.ts");
    await opensMachine("upgrade");
    await edits("upgrade:cancelled");
    await dialog.getByRole("button", { name: "upgrade.cancelled" }).click();
    const field = dialog.getByLabel("Text in English");
    const was = await field.inputValue();
    scene.project().edit("copy/en.ts", "And your last name", "And your family name");
    scene.project().edit("copy/en.ts", JSON.stringify(was), '"Changed in an editor."');
    await field.fill("Changed on the page.");
    await dialog
      .getByRole("alert")
      .getByText("was changed meanwhile")
      .waitFor({ timeout: SERVED_MS });
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);

    await expect
      .poll(
        async () => {
          await dialog.getByRole("button", { name: "Start from the file" }).click();
          // The form shows what is served, which may still be the text before.
          await dialog.getByText("Nothing is changed yet.").waitFor();
          const text = await field.inputValue();
          if (text !== "Changed in an editor.") {
            await field.fill(`${text} `);
            await dialog.getByRole("alert").waitFor();
          }
          return text;
        },
        { timeout: SERVED_MS },
      )
      .toBe("Changed in an editor.");
    await field.fill("Changed on the page.");
    await saves();
    expect(read("copy/en.ts")).toContain("Changed on the page.");
    expect(read("copy/en.ts")).toContain("And your family name");
    await undoes();
    await expect
      .poll(() => read("copy/en.ts"), { timeout: SERVED_MS })
      .toContain("Changed in an editor.");
    scene.project().edit("copy/en.ts", "And your family name", "And your last name");
    scene.project().edit("copy/en.ts", '"Changed in an editor."', JSON.stringify(was));
    expect(read("copy/en.ts")).toBe(before);
  },
  LONG_MS,
);

async function drags(start: Locator, end: Locator): Promise<void> {
  const { mouse } = visitor.page;
  const from = await start.boundingBox();
  const to = await end.boundingBox();
  if (!from || !to) return;
  await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await mouse.down();
  await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 4 });
  await mouse.up();
}
