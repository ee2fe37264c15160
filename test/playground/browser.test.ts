import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { listOf, said, titleOf } from "../support/titles.ts";
import { findingsOf } from "./axe.ts";
import { type DevProject, startDevProject } from "./dev-project.ts";
import { isLive, openVisitor, type Visitor } from "./visitor.ts";

/** An edit is checked, served and drawn by then, even on a machine that does much else. */
const SERVED_MS = 40_000;
const LONG_MS = 180_000;

/** The page before the real thing: `npm run dev`, with everything that it starts. */
let project: DevProject;
const ends: (() => Promise<void>)[] = [];
let context: BrowserContext;
let url: string;
let visitor: Visitor;
beforeAll(async () => {
  project = await startDevProject();
  ends.push(project.end);
  const browser = await openChromium();
  ends.push(() => browser.close());
  url = `${project.running().serverUrl}/playground`;
  context = await browser.newContext({
    viewport: { width: 1440, height: 860 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
}, LONG_MS);
beforeEach(async () => {
  visitor = await openVisitor(context, url);
}, LONG_MS);
afterEach(async () => {
  await visitor.page.close();
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

test("a member registers and makes an offer, and the chart shows where they are after each step", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: "Say hi" }).click();
  await visitor.isAt("root:welcome");
  await visitor.taps(titleOf("welcome.ask", "register"));
  await visitor.isAt("registration:filling.naming.firstname");
  await visitor.says("Tariro");
  await visitor.isAt("registration:filling.naming.lastname");
  await visitor.says("Moyo");
  await visitor.isAt("registration:filling.denomination");
  await visitor.picks(
    listOf("registration.denomination.ask"),
    titleOf("registration.denomination.ask", "denomination=USD"),
  );
  await visitor.isAt("registration:filling.summary");
  await visitor.taps(titleOf("registration.confirm.ask", "open"));
  await visitor.hears(said("registration.done"));
  await visitor.isAt("root:ready.home");

  await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
  await visitor.isAt("offer:filling.amount");
  await visitor.says("20");
  await visitor.isAt("offer:filling.recipient");
  await visitor.says("bob_bakery");
  await visitor.isAt("offer:filling.confirm");
  expect(await visitor.state("offer:filling.confirm").locator(".timer").textContent()).toMatch(
    /^(4:00|3:5\d)$/,
  );
  expect(await findingsOf(page)).toEqual([]);
  await visitor.taps(titleOf("offer.confirm.ask", "confirm"));
  await visitor.hears(said("offer.sent"));
  await visitor.isAt("root:ready.home");
  expect(await findingsOf(page)).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

test(
  "an edit shows without a reload; a problem shows its place, and the last valid version stays",
  async () => {
    const { page } = visitor;
    await page.evaluate("window.wasNotReloaded = true");
    await visitor.becomes("Bob Bakery");
    await visitor.says("hi");
    await visitor.isAt("root:ready.home");
    await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
    await visitor.isAt("offer:filling.amount");

    project.edit("copy/en.ts", "How much would you like to offer?", "What sum shall it be?");
    await expect
      .poll(() => visitor.state("offer:filling.amount").locator("title").textContent(), {
        timeout: SERVED_MS,
      })
      .toBe("What sum shall it be?");
    await visitor.says("nothing");
    await visitor.hears("What sum shall it be?");

    project.edit("offer.ts", '"due" }, { target: "recipient" }]', '"due" }, { target: "amount" }]');
    await visitor.state("offer:filling.confirm").focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: /Shall I send this offer/ });
    await panel
      .getByRole("listitem")
      .filter({ hasText: "writes “go back”, else → What sum shall it be?" })
      .waitFor({ timeout: SERVED_MS });
    expect(await panel.textContent()).toContain("writes “go back”, if unsecured → By when");
    expect(await panel.textContent()).toContain("Ndebele not reviewed yet");
    await page.keyboard.press("Escape");
    await visitor.says("20");
    await visitor.isAt("offer:filling.recipient");
    await visitor.says("thandi_tailor");
    await visitor.isAt("offer:filling.confirm");
    await visitor.says("back");
    await visitor.isAt("offer:filling.amount");

    project.edit(
      "offer.ts",
      '"choice.confirm": "#offer.sending"',
      '"choice.confirm": "#offer.sendng"',
    );
    const confirmLine = project.lineOf("offer.ts", "#offer.sendng");
    const banner = page.getByRole("alert");
    await banner.waitFor({ timeout: SERVED_MS });
    expect(await banner.textContent()).toContain(
      `machines/offer.ts:${confirmLine} There is no state “#offer.sendng”`,
    );
    await visitor.says("20");
    await visitor.isAt("offer:filling.confirm");

    project.edit(
      "offer.ts",
      '"choice.confirm": "#offer.sendng"',
      '"choice.confirm": "#offer.sending"',
    );
    await banner.waitFor({ state: "detached", timeout: SERVED_MS });
    await visitor.says("cancel");
    await visitor.isAt("root:ready.home");
    expect(await page.evaluate("window.wasNotReloaded")).toBe(true);
    expect(visitor.complaints).toEqual([]);
  },
  LONG_MS,
);

test("chart, phone and record follow the selected step; a fork continues from there", async () => {
  const { page } = visitor;
  await visitor.becomes("Thandi Tailor");
  await visitor.says("hi");
  await visitor.isAt("root:ready.home");
  const version = page.locator(".facts div", { hasText: "_version" }).locator("dd");
  const atHome = await version.textContent();
  await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
  await visitor.isAt("offer:filling.amount");
  await visitor.says("20 ZWG");
  await visitor.isAt("offer:filling.recipient");

  await page.getByRole("button", { name: "One step back" }).click();
  await visitor.isAt("offer:filling.amount");
  await page.getByText("Past step").waitFor();
  const answer = visitor.bubble(said("offer.recipient.ask"));
  expect(await answer.getAttribute("data-later")).toBe("true");
  await page.getByRole("button", { name: "One step back" }).click();
  await visitor.isAt("root:ready.home");
  expect(await version.textContent()).toBe(atHome);
  expect(await findingsOf(page)).toEqual([]);

  await page.getByRole("button", { name: "Fork" }).click();
  await page.getByText("with Thandi Tailor, forked").waitFor();
  await visitor.isAt("root:ready.home");
  expect(await answer.count()).toBe(0);
  await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
  await visitor.isAt("offer:filling.amount");
  await visitor.becomes("Thandi Tailor");
  await visitor.isAt("offer:filling.recipient");
  expect(visitor.complaints).toEqual([]);
});

test("where credex-core never answers, the member reads that nothing is known yet, and later the outcome", async () => {
  const { page } = visitor;
  await visitor.becomes("Moyo Motors");
  await fillOffer();
  await visitor.looksAt("World");
  await page.getByText("Never answers").click();
  await visitor.taps(titleOf("offer.confirm.ask", "confirm"));
  await visitor.isAt("moneyCall:sending.offering");
  await visitor.state("moneyCall:sending.offering").locator(".calling").waitFor();
  await visitor.hears(said("offer.unknown"));
  await page.getByRole("group", { name: "credex-core" }).getByText("Fine").click();
  await page.getByRole("button", { name: "Skip 1 minute" }).click();
  await visitor.hears(said("late.offer.done"));
  await visitor.isAt("root:ready.home");
  expect(visitor.complaints).toEqual([]);
});

test(
  "the page reports a killed server and recovers on its own; messages written meanwhile are answered",
  async () => {
    const { page } = visitor;
    await visitor.becomes("Bob Bakery");
    await page.getByText("with Bob Bakery").waitFor();
    await comeHome();
    await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
    await visitor.isAt("offer:filling.amount");
    const { serverPid } = project.running();
    await visitor.looksAt("World");
    await page.getByRole("button", { name: "Kill the server" }).click();
    await page.getByText("The server is down; messages will be delivered later.").waitFor();
    await visitor.says("20");
    await isLive(page);
    await visitor.hears(said("offer.recipient.ask"));
    await visitor.hears("20.00 USD");
    await visitor.isAt("offer:filling.recipient");
    expect(project.running().serverPid).not.toBe(serverPid);
    await visitor.says("thandi_tailor");
    await visitor.isAt("offer:filling.confirm");
    expect(visitor.complaints).toEqual([]);
  },
  LONG_MS,
);

test("a link makes a new member do again what was done, and a copied test plays it", async () => {
  const { page } = visitor;
  await visitor.adds("Rudo");
  await visitor.says("hi");
  await visitor.isAt("root:welcome");
  await visitor.taps(titleOf("welcome.ask", "register"));
  await visitor.isAt("registration:filling.naming.firstname");
  await visitor.says("Rudo");
  await visitor.isAt("registration:filling.naming.lastname");

  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByText("The test is on your clipboard.").waitFor();
  const script = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(script).toContain('import { play } from "../support/play.ts";');
  expect(script).toContain('.says("Rudo")');
  await page.getByRole("button", { name: "Link", exact: true }).click();
  await page.getByText("The link is on your clipboard.").waitFor();
  const link = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(visitor.complaints).toEqual([]);

  const other = await openVisitor(context, link);
  await other.page.getByText("with Replay").waitFor();
  await other.hears(said("registration.lastname.ask"));
  await other.isAt("registration:filling.naming.lastname");
  expect(other.complaints).toEqual([]);
  await other.page.close();
});

test("four skipped minutes close a form, and the member gets a reply", async () => {
  const { page } = visitor;
  await visitor.becomes("Thandi Tailor");
  await comeHome();
  await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
  await visitor.isAt("offer:filling.amount");
  await visitor.looksAt("World");
  await page.getByRole("button", { name: "Skip 4 minutes" }).click();
  await visitor.hears(said("offer.expired"));
  await visitor.isAt("root:ready.home");
  await page.getByText(/clock is \d+ minutes ahead/).waitFor();
  expect(visitor.complaints).toEqual([]);
});

test("the scripts of the page are built from the folder of the run", () => {
  expect(readdirSync(join(project.folder, "data"))).toContain("vite");
});

/** Until the menu is there once more: the buttons of an earlier one are old by then. */
async function comeHome(): Promise<void> {
  const menus = visitor.bubble(said("home.menu"));
  const count = await menus.count();
  await visitor.says("menu");
  await menus.nth(count).waitFor();
  await visitor.isAt("root:ready.home");
}

async function fillOffer(): Promise<void> {
  await visitor.says("hi");
  await visitor.isAt("root:ready.home");
  await visitor.picks(listOf("home.menu"), titleOf("home.menu", "offer"));
  await visitor.isAt("offer:filling.amount");
  await visitor.says("20");
  await visitor.isAt("offer:filling.recipient");
  await visitor.says("bob_bakery");
  await visitor.isAt("offer:filling.confirm");
}
