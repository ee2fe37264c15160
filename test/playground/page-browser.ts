import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { createPageFake, type PageFake, type PageFakeOptions } from "./page-fake.ts";

export interface Visit {
  page: Page;
  fake: PageFake;
  /** What the page or the browser complained of. */
  complaints: string[];
  end(): Promise<void>;
}

interface VisitOptions extends Omit<PageFakeOptions, "clientFolder"> {
  width?: number;
  dark?: boolean;
  /** What follows the page's address: "#replay=…". */
  hash?: string;
}

/** For the tests of a file: somebody opens the page, before a fake of their own, and leaves when the test is over. */
export function usePage(): (options?: VisitOptions) => Promise<Visit> {
  let browser: Browser;
  const visits: Visit[] = [];
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterEach(async () => {
    for (const visit of visits.splice(0)) await visit.end();
  });
  afterAll(() => browser.close());
  return async (options = {}) => {
    const visited = await visit(browser, inject("pageBuild"), options);
    visits.push(visited);
    return visited;
  };
}

async function visit(
  browser: Browser,
  clientFolder: string,
  options: VisitOptions,
): Promise<Visit> {
  const { width = 1440, dark = false, hash = "", ...fakeOptions } = options;
  const fake = await createPageFake({ ...fakeOptions, clientFolder });
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(fake.url + hash);
  await page.getByText("Live", { exact: true }).first().waitFor();
  return {
    page,
    fake,
    complaints,
    async end() {
      await context.close();
      await fake.close();
    },
  };
}

export const isLit = (page: Page, id: string): Promise<void> =>
  page.locator(`.lit[data-state="${id}"]`).waitFor();
