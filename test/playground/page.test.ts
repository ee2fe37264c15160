import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Step } from "../../src/playground/protocol.ts";
import { findingsOf } from "./axe.ts";
import { isLit, usePage } from "./page-browser.ts";
import { charts } from "./page-charts.ts";
import type { PageFake } from "./page-fake.ts";
import { sceneAt } from "./page-scene.ts";

const open = usePage();

const state = (page: Page, id: string) => page.locator(`[data-state="${id}"]`);
const bubble = (page: Page, text: string) => page.locator(".bubble", { hasText: text });

/** The same charts, on a paper that no pane shows as a whole; a transition of root has a second way. */
const large = charts.map((chart) => ({
  ...chart,
  width: 4_000,
  height: 3_000,
  edges: chart.edges.flatMap((edge) => {
    if (edge.event !== "done.login" || !edge.labelAt) return [edge];
    const { labelAt } = edge;
    return [
      { ...edge, condition: "if due" },
      {
        ...edge,
        id: `${edge.source}#${edge.event}#1`,
        condition: "else",
        labelAt: { ...labelAt, y: labelAt.y + 15 },
      },
    ];
  }),
}));

async function sizeOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  return box ?? { x: Number.NaN, width: Number.NaN };
}

const bottomOf = (box: { y: number; height: number } | null) => (box ? box.y + box.height : NaN);

test("a chart is saved as an SVG that needs no other file", async () => {
  const { page, fake } = await open();
  await fake.play(2);
  await isLit(page, "offer:filling.amount");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the chart as SVG" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("offer.svg");
  const drawing = await page.context().newPage();
  const text = readFileSync(await saved.path(), "utf8");
  await drawing.setContent(text);
  const fill = `getComputedStyle(document.querySelector('[data-state="offer:filling.amount"] > rect')).fill`;
  expect(await drawing.evaluate<string>(fill)).toMatch(/^rgb\(/);
  expect(text).not.toMatch(/<script|@import|url\((?!#)/);
});

test("a chart is printed on one page of its size, as lines and letters", async () => {
  const { page, fake } = await open({ dark: true });
  await fake.play(2);
  await isLit(page, "offer:filling.amount");
  await page.evaluate("window.print = () => { window.printed = document.title; }");
  await page.getByRole("button", { name: "Print the chart, or save it as PDF" }).click();
  expect(await page.evaluate("window.printed")).toBe("offer");
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const plain = pdf.toString("latin1");
  expect(plain.slice(0, 5)).toBe("%PDF-");
  expect(plain.match(/\/Type \/Page\b/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(plain) ?? [];
  // Points are three quarters of pixels.
  expect(Number(width)).toBeCloseTo(460 * 0.75, 0);
  expect(Number(height)).toBeCloseTo(700 * 0.75, 0);
  expect(plain).not.toContain("/Subtype /Image");
  expect(contentOf(pdf)).toMatch(/\bTj\b/);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await page.locator(".printed").count()).toBe(0);
  expect(await page.title()).toBe("Playground");
});

/** The inflated streams of a PDF. */
function contentOf(pdf: Buffer): string {
  const streams: string[] = [];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 7)) {
    const end = pdf.indexOf("endstream", at);
    try {
      streams.push(inflateSync(pdf.subarray(at + 7, end)).toString("latin1"));
    } catch {
      // Not all streams are compressed.
    }
  }
  return streams.join("\n");
}

test.each(["light", "dark"])(
  "says what changed since a git revision, and saves it as a page of its own, %s",
  async (scheme) => {
    const { page, fake, complaints } = await open({ dark: scheme === "dark" });
    await page.getByRole("button", { name: "Compare" }).click();
    const dialog = page.getByRole("dialog", { name: "What changed" });
    await dialog.getByText("Adds “unknown”: Nobody knows yet, as the file says.").waitFor();
    expect(await dialog.getByRole("figure").count()).toBe(2);
    const width = `getComputedStyle(document.querySelector(".difference").shadowRoot.querySelector('[data-chart="now offer"] .box.is-added > rect')).strokeWidth`;
    expect(await page.evaluate<string>(width)).toBe("2.5px");
    expect(await findingsOf(page)).toEqual([]);
    const field = dialog.getByRole("combobox", { name: "since" });
    await field.fill("main~3");
    await dialog.getByRole("button", { name: "Compare" }).click();
    await expect.poll(() => fake.asked.join("\n")).toContain("/world/drawn?revision=main%7E3");
    await dialog.getByText("Adds “unknown”").waitFor();
    await dialog.getByRole("button", { name: "Show the changed paths on phones" }).click();
    await dialog.getByRole("link", { name: "paths" }).click();
    await dialog.getByRole("article").getByText("Send offer").waitFor();
    expect(fake.asked).toContain("GET /world/paths?revision=main%7E3");
    expect(await findingsOf(page)).toEqual([]);
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Save as a page" }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe("machines-diff.html");
    const text = readFileSync(await saved.path(), "utf8");
    expect(text).toContain("<h1>What changed since main~3</h1>");
    expect(text).toContain('<section id="paths">');
    expect(text).not.toMatch(/<script|@import|\b(?:src|href)="(?!#)|url\((?!#)/);
    expect(complaints).toEqual([]);
  },
);

describe("the phone", () => {
  test("what is written goes to the world, and the chart shows where it led", async () => {
    const { page, fake, complaints } = await open();
    await page.getByRole("button", { name: "Say hi" }).click();
    await bubble(page, "Good morning, Tariro").waitFor();
    expect(fake.asked).toContain(
      'POST /world/messages {"number":"263771234567","content":{"kind":"text","text":"hi"}}',
    );
    await isLit(page, "root:ready.home");
    expect(await page.locator('.edge.taken[data-edge="root:login#done.login#0"]').count()).toBe(1);
    expect(await bubble(page, "Good morning").locator("strong").textContent()).toBe("Tariro Moyo");
    expect(await page.getByRole("img", { name: "read", exact: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("a list opens as a sheet, closes by Escape, and a row of it is a tap", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    const opener = page.getByRole("button", { name: "What I can do" });
    await opener.click();
    const sheet = page.getByRole("dialog", { name: "What I can do" });
    expect(await sheet.getByRole("listitem").count()).toBe(5);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.locator("button:focus", { hasText: "What I can do" }).waitFor();
    await opener.click();
    await sheet.getByRole("button", { name: "Make an offer" }).click();
    await bubble(page, "How much would you like to offer?").waitFor();
    expect(fake.asked.join("\n")).toContain(
      '{"kind":"choice","id":"s1~1~offer","title":"Make an offer"}',
    );
    await isLit(page, "offer:filling.amount");
  });

  test.each([
    { width: 1440, dark: false },
    { width: 390, dark: true },
  ])(
    "a reply that was not delivered has a ghost bubble with the reason at $width, dark: $dark",
    async (options) => {
      const { page, fake } = await open(options);
      await fake.play(2);
      await bubble(page, "How much would you like to offer?").waitFor();
      const step = sceneAt(Date.now())[1]?.scenes.at(-1)?.step as Step;
      const lost = { token: "lost", keys: ["help"], text: "You can *leave* at any time." };
      const replies = [...step.replies, { ...lost, givenUpFor: "131026" }];
      fake.publish({ kind: "step", step: { ...step, replies } });
      const ghost = page.locator(".is-ghost");
      await ghost.getByText("Not delivered: this number cannot receive it (131026)").waitFor();
      expect(await ghost.textContent()).toContain("You can leave at any time.");
      expect(await findingsOf(page)).toEqual([]);
    },
  );

  test("a turn of the wheel that reaches a chart which has just left the page does nothing", async () => {
    const { page, complaints } = await open();
    await page.locator("svg.drawing").first().waitFor();
    await page.evaluate(`
      const svg = document.querySelector("svg.drawing");
      svg.remove();
      svg.dispatchEvent(new WheelEvent("wheel", { deltaY: 10 }));
    `);
    expect(complaints).toEqual([]);
  });

  test("shows a day once, above its first message", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await bubble(page, "Who is it for?").waitFor();
    expect(await page.locator(".day").count()).toBe(1);
    expect(await page.locator(".chat > :first-child").getAttribute("class")).toBe("day");
  });

  test("the phone of the newest member is in sight among many", async () => {
    const { page } = await open({ width: 1024 });
    for (const name of ["Farai", "Ruvimbo", "Sipho"]) {
      await page.getByRole("button", { name: "Add a member" }).click();
      await page.locator("[name=name]").fill(name);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.locator(".face[aria-pressed=true]", { hasText: name }).waitFor();
    }
    const { x, width } = await sizeOf(page, ".face[aria-pressed=true]");
    const one = await sizeOf(page, ".face.is-new");
    expect(x + width).toBeLessThanOrEqual(one.x);
  });

  test("only the newest question looks open, and an older button can be tapped all the same", async () => {
    const { page, fake } = await open();
    await fake.play(4);
    await page.getByRole("button", { name: "Send offer", exact: true }).waitFor();
    const ages = page.locator(".offered");
    expect(await ages.nth(0).getAttribute("data-old")).toBe("true");
    expect(await ages.nth(1).getAttribute("data-old")).toBe("false");
    await page.getByRole("button", { name: "What I can do" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Refresh" }).click();
    await expect.poll(() => fake.asked.join("\n")).toContain('"id":"s1~1~refresh"');
  });

  test("a bubble tells its wording's key, file and line, and the step it came of", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await bubble(page, "Who is it for?").click();
    const origin = page.locator(".origin");
    expect(await origin.textContent()).toContain("offer.recipient.ask");
    const place = origin.getByRole("button", { name: /^machines\/copy\/en\.ts:\d+$/ });
    const [file, line] = ((await place.textContent()) ?? "").split(":");
    await place.click();
    const opened = `POST /world/places {"file":"${file}","line":${line}}`;
    await expect.poll(() => fake.asked).toContain(opened);
    await bubble(page, "How much would you like").click();
    await origin.getByRole("button", { name: "Step 3" }).click();
    await isLit(page, "offer:filling.amount");
  });

  test("what the lowest bubble tells of itself is in sight", async () => {
    const { page, fake } = await open();
    await fake.play(4);
    await bubble(page, "Shall I send this offer?").click();
    const told = page.locator(".origin");
    await told.waitFor();
    const foot = bottomOf(await page.locator(".chat").boundingBox());
    await expect.poll(async () => bottomOf(await told.boundingBox())).toBeLessThan(foot + 1);
  });

  test("another member has a phone of their own, and so has a new one", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    await page.getByRole("button", { name: "Bob Dube" }).click();
    await page.getByText("You are Bob Dube").waitFor();
    expect(await page.locator(".bubble").count()).toBe(0);
    await page.getByRole("button", { name: "Add a member" }).click();
    await page.getByLabel("Name").fill("Rudo");
    await page.getByLabel("Language").selectOption("sn");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("You are Rudo").waitFor();
    expect(fake.asked).toContain('POST /world/members {"name":"Rudo","locale":"sn"}');
  });

  test("news on another phone is marked", async () => {
    const { page, fake } = await open();
    await page.getByRole("button", { name: "Bob Dube" }).click();
    await fake.play(1);
    await page.getByRole("button", { name: /^Tariro Moyo.*unread messages$/ }).click();
    await bubble(page, "Good morning").waitFor();
    await page.getByRole("button", { name: "Tariro Moyo", exact: true }).waitFor();
  });

  test("a photo is sent by its button", async () => {
    const { page, fake } = await open();
    await page.getByRole("button", { name: "Send a photo" }).click();
    await expect.poll(() => fake.asked.join("\n")).toContain('{"kind":"media","media":"image"}');
  });
});

describe("the chart", () => {
  test("shows possible inputs, remaining time, and the call in progress", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    expect(
      await page.locator('.edge.possible[data-edge="offer:filling.recipient#back#0"]').count(),
    ).toBe(1);
    expect(await page.locator(".now").textContent()).toContain("writes “back”");
    expect(await state(page, "offer:filling.recipient").locator(".timer").textContent()).toMatch(
      /^(4:00|3:5\d)$/,
    );
    await fake.play(2);
    await isLit(page, "offer:sending");
    expect(await state(page, "offer:sending").locator(".calling").count()).toBe(1);
    expect(await page.locator(".timer").count()).toBe(0);
    expect(await page.locator(".now").textContent()).toContain("waits for createCredex");
  });

  test("a state tells its description, wordings with their places, and where it leads", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    await page.keyboard.press("0");
    await state(page, "offer:filling.recipient").focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "State Who is it for?" });
    expect(await panel.textContent()).toContain("as the file says");
    expect(await panel.getByText(/copy\/en\.ts:\d+/).count()).toBe(1);
    const unreviewed = panel.getByText("not reviewed yet");
    expect(await unreviewed.isVisible()).toBe(false);
    await panel.locator("summary").first().click();
    expect(await unreviewed.isVisible()).toBe(true);
    await panel.getByRole("button", { name: "The account is looked up" }).click();
    await page.getByRole("complementary", { name: "State The account is looked up" }).waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  test.each([
    ["beside", 1024],
    ["above", 390],
  ])("a state that is looked at stays in sight, %s its panel", async (_, width) => {
    const { page, fake } = await open({ width });
    await fake.play(3);
    if (width < 760) await page.getByRole("button", { name: "Chart" }).click();
    await isLit(page, "offer:filling.recipient");
    const looked = state(page, "offer:filling.confirm");
    await looked.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary");
    await panel.waitFor();
    await expect
      .poll(async () => {
        const box = await looked.locator(".box").boundingBox();
        const covers = await panel.boundingBox();
        return box && covers && (box.x + box.width < covers.x || bottomOf(box) < covers.y);
      })
      .toBe(true);
  });

  test("follows into a form automatically, and the root can be selected meanwhile", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    const trail = page.getByRole("navigation", { name: "Machines" });
    await trail.getByRole("button", { name: "offer", exact: true }).waitFor();
    await isLit(page, "offer:filling.amount");
    await trail.getByRole("button", { name: "root" }).click();
    await isLit(page, "root:ready.offer");
    await fake.play(1);
    await isLit(page, "root:ready.offer");
  });

  test("a press on a possible input makes the member do it", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    const now = page.getByRole("region", { name: "Possible inputs" });
    await now.getByRole("button", { name: "“Make an offer”" }).click();
    await bubble(page, "How much would you like to offer?").waitFor();
    expect(fake.asked.join("\n")).toContain(
      '{"kind":"choice","id":"s1~1~offer","title":"Make an offer"}',
    );
    await fake.play(1);
    await isLit(page, "offer:filling.recipient");
    expect(await now.getByRole("button", { name: "writes something" }).count()).toBe(0);
    await now.getByRole("button", { name: "writes “back”" }).click();
    await expect.poll(() => fake.asked.join("\n")).toContain('{"kind":"text","text":"back"}');
    await page.getByRole("button", { name: "One step back" }).click();
    await page.getByText("Past step").waitFor();
    expect(await now.getByRole("button").count()).toBe(0);
  });

  test("reports that the conversation was in a state that the machines no longer have", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    const edited = charts.map((chart) => ({
      ...chart,
      states: chart.states.filter(({ id }) => id !== "offer:filling.recipient"),
    }));
    fake.publish({ kind: "drawn", charts: edited, wordings: [] });
    await page.getByText("The conversation was in “filling.recipient”").waitFor();
  });

  test("says where the conversation is while another machine is shown, and follows it again", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    await isLit(page, "root:ready.home");
    await page.getByRole("combobox", { name: "Another machine" }).selectOption("offer");
    await page.getByText("You look at offer, the conversation is in root").waitFor();
    await page.getByRole("button", { name: "Follow" }).click();
    await isLit(page, "root:ready.home");
    expect(await page.getByRole("button", { name: "Follow" }).count()).toBe(0);
  });

  test("at a small scale shows names for details, and in a corner the part that is in view", async () => {
    const { page, fake } = await open({ charts: large });
    await fake.play(1);
    await isLit(page, "root:ready.home");
    const home = state(page, "root:ready.home");
    const map = page.locator(".mini-map");
    await map.waitFor();
    expect(await home.locator(".name").isVisible()).toBe(false);
    const box = await map.boundingBox();
    const before = await page.locator(".states").getAttribute("style");
    await page.mouse.click((box?.x ?? 0) + 100, (box?.y ?? 0) + 80);
    expect(await page.locator(".states").getAttribute("style")).not.toBe(before);
    await page.getByRole("button", { name: "Fit the chart" }).click();
    await home.locator(".name", { hasText: "home" }).waitFor();
    expect(await home.locator(".words").isVisible()).toBe(false);
    expect(await page.locator(".edge-label").first().isVisible()).toBe(false);
    expect(await map.count()).toBe(0);
    expect(await findingsOf(page)).toEqual([]);
  });

  test("a transition is one row, with its condition behind it and a rule above the next", async () => {
    const { page, fake } = await open({ charts: large });
    await fake.play(1);
    await isLit(page, "root:ready.home");
    const rows = page.locator(".edge-label", { hasText: /^done/ });
    expect(await rows.allTextContents()).toEqual(["doneif due", "doneelse"]);
    expect(await rows.locator(".condition").allTextContents()).toEqual(["if due", "else"]);
    expect(await page.locator(".edge-label .rule").count()).toBe(1);
  });

  test.each(["light", "dark"])(
    "a search in any language jumps to what it finds, %s",
    async (scheme) => {
      const { page, fake } = await open({ dark: scheme === "dark" });
      await fake.play(1);
      await isLit(page, "root:ready.home");
      await page.keyboard.press("/");
      const search = page.getByRole("dialog", { name: "Search" });
      const field = search.getByRole("textbox");
      await field.fill("looked");
      await search.getByRole("button", { name: /^state The account is looked up/ }).waitFor();
      expect(await findingsOf(page)).toEqual([]);
      await field.fill("send offer");
      await search.getByRole("button", { name: /^transition “Send offer”/ }).waitFor();
      await field.fill("please check");
      expect(await search.getByRole("listitem").count()).toBe(1);
      await field.press("ArrowDown");
      await search.locator("button:focus", { hasText: "offer.confirm.ask" }).press("Enter");
      await search.waitFor({ state: "detached" });
      await page.getByRole("complementary", { name: "State Shall I send this offer?" }).waitFor();
      await page.keyboard.press("/");
      await field.fill("nobody says this");
      await search.getByText("Nothing contains that.").waitFor();
      await page.keyboard.press("Escape");
      await search.waitFor({ state: "detached" });
    },
  );

  test("explains its marks, its keys and its edits", async () => {
    const { page, fake, complaints } = await open();
    await fake.play(1);
    await isLit(page, "root:ready.home");
    await page.getByRole("button", { name: "Legend" }).click();
    await page
      .getByRole("list", { name: "Legend" })
      .getByText("The conversation is here")
      .waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keys and edits" });
    await sheet.getByText("search states, transitions and wordings").waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("takes the whole width, and gives it back", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    await isLit(page, "root:ready.home");
    await page.keyboard.press("f");
    await page.getByRole("region", { name: "Phone" }).waitFor({ state: "hidden" });
    expect((await sizeOf(page, ".pane.chart")).width).toBeGreaterThan(1_400);
    await page.keyboard.press("f");
    await page.getByRole("region", { name: "Phone" }).waitFor();
  });

  test("zooms by keys, and fits", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    await isLit(page, "offer:filling.amount");
    const scale = async () =>
      Number(
        /scale\(([\d.]+)\)/.exec((await page.locator(".states").getAttribute("style")) ?? "")?.[1],
      );
    await page.keyboard.press("0");
    const whole = await scale();
    await page.keyboard.press("+");
    await expect.poll(scale).toBeCloseTo(whole * 1.3, 2);
    await page.keyboard.press("-");
    await page.keyboard.press("-");
    await expect.poll(scale).toBeCloseTo(whole / 1.3, 2);
    await page.keyboard.press("0");
    await expect.poll(scale).toBeCloseTo(whole, 2);
  });
});

describe("dragging", () => {
  async function drags(page: Page, from: Locator, to: string): Promise<void> {
    const [one, other] = [await from.boundingBox(), await state(page, to).boundingBox()];
    if (!one || !other) throw new Error("It is not in sight");
    await page.mouse.move(one.x + one.width / 2, one.y + one.height / 2);
    await page.mouse.down();
    await page.mouse.move(other.x + other.width / 2, other.y + 12, { steps: 4 });
    await page.locator(`.drop[data-state="${to}"]`).waitFor();
  }
  const previewed = (fake: PageFake) =>
    expect.poll(() => fake.asked.findLast((line) => line.includes("/world/edits/preview")));

  test("the end of a line leads its transition to another state, by the form of that edit", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    await page.keyboard.press("0");
    const end = page.locator('.edge-end[data-edge="offer:filling.recipient#back#0"]');
    await drags(page, end, "offer:filling.confirm");
    await page.getByText("writes “back” → Shall I send this offer?").waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(await page.getByRole("dialog").count()).toBe(0);

    await drags(page, end, "offer:filling.confirm");
    await page.mouse.up();
    const dialog = page.getByRole("dialog", { name: "From “Who is it for?”" });
    await dialog.getByText("It was looked at.").waitFor();
    await previewed(fake).toBe(
      'POST /world/edits/preview {"edits":[{"kind":"target","edge":"offer:filling.recipient#back#0","was":"offer:filling.amount","target":"offer:filling.confirm"}]}',
    );
    expect(await findingsOf(page)).toEqual([]);
  });

  test("a row of the phone is led to the state that it shall enter", async () => {
    const { page, fake } = await open();
    await fake.play(1);
    await isLit(page, "root:ready.home");
    await page.getByRole("button", { name: "What I can do" }).click();
    const list = page.getByRole("dialog", { name: "What I can do" });
    await drags(page, list.getByRole("button", { name: "Make an offer" }), "root:login");
    await page.mouse.up();
    await previewed(fake).toContain(
      '[{"kind":"target","edge":"root:ready.home#choice.offer#0","was":"root:ready.offer","target":"root:login"}]',
    );
    await page.keyboard.press("Escape");
    await drags(page, list.getByRole("button", { name: "See the ledger" }), "root:login");
    await page.mouse.up();
    await previewed(fake).toContain(
      '[{"kind":"add way","state":"root:ready.home","event":"choice.ledger","target":"root:login"}]',
    );
  });

  test("a label is dragged as well, and a press on it opens its state", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    await page.keyboard.press("0");
    const label = page.locator(".edge-label", { hasText: "“Send offer”" });
    await drags(page, label, "offer:filling.amount");
    await page.mouse.up();
    await previewed(fake).toContain('"target":"offer:filling.amount"');
    await page.keyboard.press("Escape");
    await label.click();
    const target = page.getByRole("dialog").getByRole("combobox", { name: "“Send offer”" });
    await target.and(page.locator(":focus")).waitFor();
  });
});
