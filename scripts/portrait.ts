import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { findPort } from "../src/loopback/port.ts";

/**
 * `npm run portrait`: takes the README's picture of the playground: the server gets a kill -9 while a member is
 * making an offer, the member writes on, and is answered. Uses the fonts of this machine.
 */

const PICTURES = new URL("../.github/", import.meta.url).pathname;
const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
};
/** Small enough for words to be readable in a README, sharp on a dense screen. */
const FRAME = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.25 };

const data = mkdtempSync(join(tmpdir(), "portrait-"));
const port = await findPort();
const dev = spawn(process.execPath, ["--import", "tsx", "scripts/dev/dev.ts"], {
  cwd: new URL("..", import.meta.url).pathname,
  env: { ...process.env, DEV_DATA_DIR: data, PORT: `${port}` },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  await untilOpen(dev);
  const browser = await chromium.launch(CHROMIUM);
  const page = await browser.newPage({ ...FRAME, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(`http://127.0.0.1:${port}/playground`);
  await beTariro(page);
  await goToAnOffer(page);
  await surviveKill(page);
  await take(page, "playground.png");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "playground-dark.png");
  await browser.close();
} finally {
  if (dev.exitCode === null) {
    dev.kill("SIGTERM");
    await once(dev, "exit");
  }
  rmSync(data, { recursive: true, force: true });
}

async function untilOpen({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error("npm run dev has no output");
  for await (const text of stdout.iterator({ destroyOnReturn: false }))
    if (String(text).includes("Open in a browser")) {
      stdout.resume();
      return;
    }
  throw new Error("npm run dev ended before it could be opened");
}

async function beTariro(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add a member" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Tariro Moyo");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Say hi" }).click();
  await tap(page, "Open an account");
  await hear(page, "first name");
  await say(page, "Tariro");
  await hear(page, "last name");
  await say(page, "Moyo");
  await pick(page, "Choose a currency", "USD");
  await hear(page, "Shall I open your account?");
  await tap(page, "Open my account");
  await hear(page, "Your account is open");
}

async function goToAnOffer(page: Page): Promise<void> {
  await pick(page, "What I can do", "Make an offer");
  await hear(page, "How much would you like to offer?");
  await say(page, "20");
  await hear(page, "Who is it for?");
}

async function surviveKill(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "World" }).click();
  await page.getByRole("button", { name: "Kill the server" }).click();
  await page.getByText("The server is down").waitFor();
  await say(page, "bob_bakery");
  await hear(page, "Shall I send this offer?");
  await page.getByText("The server is down").waitFor({ state: "detached" });
  await page.locator('.here[data-state="offer:filling.confirm"]').waitFor();
  await page.getByRole("tab", { name: "Record" }).click();
}

async function take(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, name) });
  console.log(`.github/${name}`);
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
}

async function hear(page: Page, text: string): Promise<void> {
  await page.locator(".is-theirs", { hasText: text }).last().waitFor();
}

async function tap(page: Page, title: string): Promise<void> {
  await page.locator(".offered button", { hasText: title }).last().click();
}

async function pick(page: Page, list: string, row: string): Promise<void> {
  await tap(page, list);
  await page.locator(".sheet li button", { hasText: row }).click();
}
