import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { findingsOf } from "./axe.ts";
import { isLit, usePage } from "./page-browser.ts";

const open = usePage();

const bubble = (page: Page, text: string) => page.locator(".bubble-row", { hasText: text });

test.each([
  { width: 1440, dark: false },
  { width: 768, dark: true },
  { width: 390, dark: false },
  { width: 390, dark: true },
])("axe finds nothing serious at $width, dark: $dark", async (options) => {
  const { page, fake } = await open(options);
  expect(await findingsOf(page)).toEqual([]);
  await fake.play(4);
  await page.getByRole("button", { name: "Send offer", exact: true }).waitFor();
  expect(await findingsOf(page)).toEqual([]);
  fake.refuse([{ file: "machines/offer.ts", line: 92, sentence: "There is no such state." }]);
  await page.getByRole("alert").waitFor();
  for (const name of ["Chart", "Record", "Log", "Check", "World"]) {
    const tab = page.getByRole(options.width < 760 ? "button" : "tab", { name });
    if ((await tab.count()) === 0) continue;
    await tab.first().click();
    expect(await findingsOf(page)).toEqual([]);
  }
  if (options.width > 760) await page.getByRole("button", { name: "What I can do" }).click();
  expect(await findingsOf(page)).toEqual([]);
});

test.each([
  { width: 1440, dark: true },
  { width: 768, dark: false },
  { width: 390, dark: true },
])("axe finds nothing serious in the dialogs at $width, dark: $dark", async (options) => {
  const { page, fake } = await open(options);
  await fake.play(4);
  await page.getByRole("button", { name: "Send offer", exact: true }).waitFor();
  if (options.width < 760)
    await page.getByRole("navigation", { name: "Panes" }).getByText("Chart").click();
  await page.locator('.lit[data-state="offer:filling.confirm"]').click();
  const buttons = ["Edit this state", "Edit offer.confirm.ask", "Keys and edits"];
  for (const name of buttons) {
    await page.getByRole("button", { name }).first().click();
    await page.locator("dialog:modal").waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
  await page.keyboard.press("/");
  await page.locator("dialog:modal input").fill("offer");
  expect(await findingsOf(page)).toEqual([]);
});

test("beside the phone, the steps have a row of their own, and all is within its pane", async () => {
  const { page, fake } = await open({ width: 768 });
  await fake.play(4);
  await page.getByRole("button", { name: "Send offer", exact: true }).waitFor();
  const boxOf = async (locator: ReturnType<Page["locator"]>) => {
    const box = await locator.boundingBox();
    if (!box) throw new Error("It is not shown");
    return { ...box, right: box.x + box.width };
  };
  const time = await boxOf(page.locator(".time"));
  const link = await boxOf(page.locator(".time-actions button").last());
  expect(link.right).toBeLessThanOrEqual(time.right - 8);
  expect((await boxOf(page.locator(".dots"))).width).toBeGreaterThan(150);
});

test("axe reports a control whose name does not hold its text", async () => {
  const { page } = await open();
  await page.evaluate(`
    const button = document.createElement("button");
    button.textContent = "Send";
    button.ariaLabel = "Go";
    document.body.append(button);
  `);
  expect(await findingsOf(page)).toEqual([expect.stringContaining("label-content-name-mismatch")]);
});

test("a member's whole way can be gone by keyboard", async () => {
  const { page } = await open();
  await page.getByLabel("Message", { exact: true }).focus();
  await page.keyboard.type("hi");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "What I can do" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("[role=dialog] button:focus").waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await page.locator(":focus").textContent()).toContain("Make an offer");
  await page.keyboard.press("Enter");
  await isLit(page, "offer:filling.amount");
  await page.locator('.lit[data-state="offer:filling.amount"]').focus();
  await page.keyboard.press("ArrowDown");
  expect(await page.locator(":focus").getAttribute("data-state")).toBe("offer:filling.recipient");
  await page.getByRole("tab", { name: "Record" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByLabel("Find in the log").waitFor();
  expect(await page.locator(":focus").textContent()).toBe("Log");
});

test("an answer is read out, and a chat that is opened is not", async () => {
  const { page, fake } = await open();
  await fake.play(1);
  const spoken = page.locator(".only-spoken[aria-live]");
  await expect.poll(() => spoken.textContent()).toContain("VimbisoPay: Good morning, Tariro");
  await page.getByRole("button", { name: "Bob Dube" }).click();
  await page.reload();
  await bubble(page, "Good morning").waitFor();
  expect(await spoken.textContent()).toBe("");
});

test("light or dark is the system's, until it is switched by hand", async () => {
  const { page } = await open({ dark: true });
  const theme = () => page.locator("html").getAttribute("data-theme");
  expect(await theme()).toBe("dark");
  await page.getByRole("button", { name: "Make it light" }).click();
  await page.reload();
  expect(await theme()).toBe("light");
});

test("on a phone's width the panes are tabs", async () => {
  const { page, fake } = await open({ width: 390 });
  await fake.play(2);
  await bubble(page, "How much").waitFor();
  expect(await page.locator(".chart").isVisible()).toBe(false);
  await page.getByRole("navigation", { name: "Panes" }).getByText("Chart").click();
  await isLit(page, "offer:filling.amount");
  expect(await page.locator(".phone").isVisible()).toBe(false);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
});

test("a redacted playground has no phone and no world, but chart and record", async () => {
  const { page, fake, complaints } = await open({ isRedacted: true });
  await fake.play(2);
  await isLit(page, "offer:filling.amount");
  expect(await page.locator(".phone").count()).toBe(0);
  expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Record", "Log"]);
  expect(await page.getByRole("button", { name: "Fork" }).count()).toBe(0);
  await page.locator('[data-state="offer:filling.amount"]').click();
  await page.locator(".state-panel code.place").first().waitFor();
  expect(await page.locator("button.place").count()).toBe(0);
  expect(await page.getByLabel("Conversation").inputValue()).toBe("c-tariro");
  expect(complaints).toEqual([]);
});

test.each([
  { width: 1440, dark: false },
  { width: 390, dark: true, isRedacted: true },
])("the numbers are on the chart, in words and as a funnel: $width", async (options) => {
  const { page, complaints, fake } = await open(options);
  if (!options.isRedacted) expect(fake.asked.join(" ")).not.toContain("api/numbers");
  await page.getByRole("button", { name: "Numbers", exact: true }).click();
  await page.getByLabel("Another machine").selectOption("offer");
  const recipient = page.locator('[data-state="offer:filling.recipient"]');
  await expect.poll(() => recipient.getAttribute("data-loss")).toBe("3");
  await page.getByRole("button", { name: "Funnel" }).click();
  await page.getByRole("complementary", { name: "Funnel of offer" }).waitFor();
  await page.getByRole("combobox", { name: "Release" }).selectOption("Release 11");
  await page.getByRole("combobox", { name: "Beside" }).selectOption("Release 12");
  await page.locator(".funnel-columns").getByText("Release 12").waitFor();
  expect(await findingsOf(page)).toEqual([]);
  await recipient.focus();
  await page.keyboard.press("Enter");
  const table = page.getByRole("table", { name: "Numbers" });
  const left = options.isRedacted ? "Left the form 130 30" : "Left the form 131 31";
  await table.getByRole("row", { name: left }).waitFor();
  expect(await findingsOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Days" }).selectOption("One day…");
  await page.getByLabel("Day", { exact: true }).fill("2026-11-27");
  await page.getByText("No numbers for 27 November yet").waitFor();
  expect(await findingsOf(page)).toEqual([]);
  await page.route("**/api/numbers?*", (route) =>
    route.fulfill({ status: 429, json: { reason: "Too many." } }),
  );
  await page.getByRole("button", { name: "Load the numbers again" }).click();
  await page.getByRole("alert").getByText("No numbers: Too many.").waitFor();
  expect(await findingsOf(page)).toEqual([]);
  await page.unroute("**/api/numbers?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("No numbers for 27 November yet").waitFor();
  // The browser reports the refused request to its console.
  expect(complaints.filter((text) => !text.includes("429"))).toEqual([]);
});
