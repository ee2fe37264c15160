import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { isLit, usePage } from "./page-browser.ts";

const open = usePage();

const bubble = (page: Page, text: string) => page.locator(".bubble-row", { hasText: text });

describe("time", () => {
  test("stepping back moves chart, phone and record, and Live comes back to the newest", async () => {
    const { page, fake } = await open();
    await fake.play(4);
    await isLit(page, "offer:filling.confirm");
    await page.keyboard.press("ArrowLeft");
    await isLit(page, "offer:filling.searching");
    expect(await bubble(page, "Please check").getAttribute("data-later")).toBe("true");
    expect(await bubble(page, "Who is it for").getAttribute("data-later")).toBe("false");
    await page.getByRole("button", { name: "One step back" }).click();
    await isLit(page, "offer:filling.recipient");
    expect(await bubble(page, "bob_bakery").last().getAttribute("data-later")).toBe("true");
    expect(await page.locator(".facts").textContent()).toMatch(/_version\s*4/);
    expect(await page.locator('.leaf[data-new="true"]').textContent()).toBe("amount “20.00 USD”");
    await page.getByText("Past step").waitFor();
    await page.getByRole("button", { name: "Live" }).click();
    await isLit(page, "offer:filling.confirm");
    expect(await bubble(page, "Please check").getAttribute("data-later")).toBe("false");
  });

  test("the past step stays in view while the conversation continues", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    await isLit(page, "offer:filling.amount");
    await page.keyboard.press("ArrowLeft");
    await isLit(page, "root:ready.home");
    await fake.play(1);
    await page.getByRole("button", { name: /^Step 4,/ }).waitFor();
    await isLit(page, "root:ready.home");
  });

  test("arrows in the message box move the caret, not the time", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    await isLit(page, "offer:filling.amount");
    await page.getByLabel("Message", { exact: true }).fill("20");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("1");
    expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("210");
    await isLit(page, "offer:filling.amount");
  });

  test("a fork asks the server for the step that is looked at, and shows the new phone", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    await page.keyboard.press("ArrowLeft");
    await isLit(page, "offer:filling.amount");
    await page.getByRole("button", { name: "Fork" }).click();
    await page.getByText("with Tariro, again").waitFor();
    expect(fake.asked).toContain(
      'POST /playground/api/forks {"conversationId":"c-tariro","number":3}',
    );
  });

  test("a test and a link are copied, and the link makes a new member do it again", async () => {
    const { page, fake } = await open();
    await fake.play(3);
    await isLit(page, "offer:filling.recipient");
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    await page.getByRole("button", { name: "Test" }).click();
    await expect.poll(clipboard).toBe('await play().says("hi");');
    expect(fake.asked).toContain("GET /playground/api/script?conversation=c-tariro&to=4");
    await page.getByRole("button", { name: "Link" }).click();
    await expect.poll(clipboard).toContain("#replay=");
    const hash = new URL(await clipboard()).hash;

    const again = await open({ hash, pauseMs: 30 });
    await isLit(again.page, "offer:sending");
    // Each input waits for the answer to the one before, and for the calls that it led to.
    const story = again.fake.asked.flatMap(
      (each) => /"text":"([^"]+)"|"(s1~1~offer)"|(step \d)/.exec(each)?.slice(1).join("") ?? [],
    );
    expect(story).toEqual([
      ...["hi", "step 1", "step 2", "s1~1~offer", "step 3", "20", "step 4"],
      ...["bob_bakery", "step 5", "step 6", "send offer", "step 7"],
    ]);
    expect(again.page.url()).not.toContain("replay");
    await again.page.getByText("Repeated: 7 steps, all the same.").waitFor();
  });
});

test("a replay that ends elsewhere says from which step on it differs", async () => {
  const steps = [
    { number: 1, stage: "root.login", keys: [] },
    { number: 2, stage: "root.login", keys: ["welcome.ask"] },
  ];
  const replay = { locale: "en", inputs: [{ kind: "text", text: "hi", steps }] };
  const hash = `#replay=${Buffer.from(JSON.stringify(replay)).toString("base64url")}`;
  const { page } = await open({ hash });
  await page
    .getByText("Differs from step 2: it replied welcome.ask, and now home.greeting, home.menu")
    .waitFor();
});

describe("world, log and check", () => {
  test("the switches say what they do, and do it", async () => {
    const { page, fake } = await open();
    await page.getByRole("tab", { name: "World" }).click();
    await page.getByText("Never answers").click();
    await page.getByText("Performs the call but never responds.").waitFor();
    await page.getByRole("radio", { name: "Hangs" }).check({ force: true });
    await page.getByRole("button", { name: "Skip 4 minutes" }).click();
    await page.getByText("Everybody's clock is 4 minutes ahead.").waitFor();
    expect(fake.asked).toEqual([
      'PUT /world/credex {"mode":"never"}',
      'PUT /world/whatsapp {"mode":"hangs"}',
      'POST /world/skip {"minutes":4}',
    ]);
  });

  test("what is left of a timer is less after time was skipped", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    await isLit(page, "offer:filling.amount");
    await page.getByRole("tab", { name: "World" }).click();
    await page.getByRole("button", { name: "Skip 1 minute" }).click();
    await page.locator(".timer", { hasText: /^(3:00|2:5\d)$/ }).waitFor();
  });

  test("reports a killed server, and reconnects without a word in the console", async () => {
    const { page, fake, complaints } = await open();
    await fake.play(1);
    await page.getByRole("tab", { name: "World" }).click();
    await page.clock.install();
    await page.getByRole("button", { name: "Kill the server" }).click();
    await page.getByText("The server is down; messages will be delivered later.").waitFor();
    await page.clock.runFor(60_000);
    fake.start();
    await page
      .getByText("The server is down; messages will be delivered later.")
      .waitFor({ state: "detached" });
    await fake.play(1);
    await isLit(page, "offer:filling.amount");
    expect(complaints).toEqual([]);
  });

  test("a server that comes back without some of its steps is believed", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    await isLit(page, "offer:filling.amount");
    fake.stop();
    await page.getByText("The server is down; messages will be delivered later.").waitFor();
    fake.start(1);
    await isLit(page, "root:ready.home");
    await page.getByText("2 of 2").waitFor();
  });

  test("a rejected edit shows file and line until it is fixed", async () => {
    const { page, fake } = await open();
    fake.refuse([
      { file: "machines/offer.ts", line: 92, sentence: "There is no state “recipent”." },
      { file: "machines/copy/en.ts", line: 61, sentence: "“sum” is not given." },
    ]);
    const banner = page.getByRole("alert");
    expect(await banner.textContent()).toContain(
      "machines/offer.ts:92 There is no state “recipent”.",
    );
    await banner.getByRole("button", { name: "machines/offer.ts:92" }).click();
    const opened = 'POST /world/places {"file":"machines/offer.ts","line":92}';
    await expect.poll(() => fake.asked).toContain(opened);
    await banner.getByRole("button", { name: "See this and 1 more" }).click();
    await page.getByRole("tabpanel").getByText("machines/copy/en.ts:61").waitFor();
    fake.refuse([]);
    await banner.waitFor({ state: "detached" });
    await page.getByText("No problems found.").waitFor();
  });

  test("the log is of the member that is looked at, and can be searched", async () => {
    const { page, fake } = await open();
    await fake.play(2);
    fake.publish({
      kind: "log",
      line: { at: Date.now(), conversationId: "c-bob", what: "retry", text: "of somebody else" },
    });
    await page.getByRole("tab", { name: "Log" }).click();
    const lines = page.locator(".log li");
    await expect.poll(() => lines.count()).toBe(9);
    await page.getByLabel("Only this member").uncheck();
    await expect.poll(() => lines.count()).toBe(10);
    await page.getByLabel("Find in the log").fill("else");
    await expect.poll(() => lines.count()).toBe(1);
  });
});
