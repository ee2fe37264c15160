import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { createPageFake, type PageFake, type PageFakeOptions } from "./page-fake.ts";

const folder = new URL("../..", import.meta.url).pathname;
const VITE = [
  "build",
  "--config",
  "src/playground/client/vite.config.ts",
  "--configLoader",
  "runner",
  "--logLevel",
  "warn",
];
/** The page as it is built, with its manifest; `remove` takes it away. */
export function buildPage(): { clientFolder: string; remove(): void } {
  const clientFolder = mkdtempSync(join(tmpdir(), "page-"));
  const args = [...VITE, "--outDir", clientFolder];
  const { status, stdout, stderr } = spawnSync(join(folder, "node_modules/.bin/vite"), args, {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The page could not be built:\n${stdout}${stderr}`);
  return { clientFolder, remove: () => rmSync(clientFolder, { recursive: true, force: true }) };
}

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
  let built: ReturnType<typeof buildPage>;
  let browser: Browser;
  const visits: Visit[] = [];
  beforeAll(async () => {
    built = buildPage();
    browser = await openChromium();
  });
  afterEach(async () => {
    for (const visit of visits.splice(0)) await visit.end();
  });
  afterAll(async () => {
    await browser.close();
    built.remove();
  });
  return async (options = {}) => {
    const visited = await visit(browser, built.clientFolder, options);
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
