import type { BrowserContext, Locator, Page } from "playwright-core";

/** Somebody at the playground's page, who does there what a person does. */
export interface Visitor {
  page: Page;
  /** What the page or the browser complained of. */
  complaints: string[];
  /** Takes a phone into the hand. */
  becomes(name: string): Promise<void>;
  /** Makes a member, whose phone it is then. */
  adds(name: string): Promise<void>;
  says(text: string): Promise<void>;
  /** Taps the newest button of this title. */
  taps(title: string): Promise<void>;
  /** Opens the newest list, and taps the row. */
  picks(list: string, row: string): Promise<void>;
  /** Waits until the phone shows it. */
  hears(text: string): Promise<void>;
  /** Waits until a state is lit on the chart that is shown, and active: "offer:filling.amount". */
  isAt(state: string): Promise<void>;
  /** Opens "Record", "Log", "Check" or "World". */
  looksAt(pane: string): Promise<void>;
  state(id: string): Locator;
  bubble(text: string): Locator;
}

const PATIENCE_MS = 120_000;
/** The server lays its charts out before it greets anybody. */
const START_MS = 60_000;

export async function openVisitor(context: BrowserContext, url: string): Promise<Visitor> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await isLive(page);

  const phone = page.getByRole("region", { name: "Phone" });
  return {
    page,
    complaints,
    becomes: (name) => phone.getByRole("button", { name, exact: true }).click(),
    async adds(name) {
      await page.getByRole("button", { name: "Add a member" }).click();
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText(`You are ${name}`).waitFor();
    },
    async says(text) {
      await page.getByLabel("Message", { exact: true }).fill(text);
      await page.getByRole("button", { name: "Send", exact: true }).click();
    },
    taps: (title) =>
      phone.locator(".offered").getByRole("button", { name: title, exact: true }).last().click(),
    async picks(list, row) {
      await phone.locator('.offered[data-old="false"]').getByRole("button", { name: list }).click();
      await page.getByRole("dialog", { name: list }).getByRole("button", { name: row }).click();
    },
    hears: (text) =>
      phone
        .locator(".is-theirs .bubble", { hasText: withoutMarks(text) })
        .last()
        .waitFor(),
    isAt: (state) => page.locator(`.lit.here[data-state="${state}"]`).waitFor(),
    looksAt: (pane) => page.getByRole("tab", { name: pane }).click(),
    state: (id) => page.locator(`[data-state="${id}"]`),
    bubble: (text) => phone.locator(".bubble-row", { hasText: withoutMarks(text) }),
  };
}

/** The page shows what is between stars in bold, without the stars. */
const withoutMarks = (text: string) => text.replaceAll("*", "");

export const isLive = (page: Page): Promise<void> =>
  page.locator(".link.is-live").waitFor({ timeout: START_MS });
