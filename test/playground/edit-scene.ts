import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { type DevProject, startDevProject } from "./dev-project.ts";
import { openVisitor, type Visitor } from "./visitor.ts";

/** An edit is checked, saved and served by then, even on a machine that does much else. */
export const SERVED_MS = 90_000;
export const LONG_MS = 600_000;

/** Somebody who edits in the page of a project of their own; each test has a page of its own. */
export interface EditScene {
  /** The visitor of the current test, and the dialog of an edit. */
  here(): { visitor: Visitor; dialog: Locator };
  project(): DevProject;
  /** A file of the machines' folder. */
  read(name: string): string;
  opensMachine(name: string): Promise<void>;
  /** Opens the form of a state by keyboard, as the chart is walked. */
  edits(state: string): Promise<void>;
  /** Saves what the check finds no problems in. */
  saves(): Promise<void>;
  undoes(): Promise<void>;
  redoes(): Promise<void>;
  /** Waits until a file has this text. */
  isBack(name: string, text: string): Promise<void>;
}

/** Registers what it needs before and after the tests of a file. */
export function openEditScene(): EditScene {
  let project: DevProject;
  const ends: (() => Promise<void>)[] = [];
  let context: BrowserContext;
  let visitor: Visitor;
  let dialog: Locator;
  beforeAll(async () => {
    project = await startDevProject();
    ends.push(project.end);
    const browser = await openChromium();
    ends.push(() => browser.close());
    context = await browser.newContext({
      viewport: { width: 1440, height: 860 },
      reducedMotion: "reduce",
    });
  }, LONG_MS);
  beforeEach(async () => {
    visitor = await openVisitor(context, `${project.running().serverUrl}/playground`);
    dialog = visitor.page.getByRole("dialog");
    await visitor.page.locator("[data-state]").first().waitFor({ timeout: SERVED_MS });
  }, LONG_MS);
  afterEach(async () => {
    // The browser reports each refused edit on its own.
    expect(visitor.complaints.filter((text) => !text.includes("409 (Conflict)"))).toEqual([]);
    await visitor.page.close();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  }, LONG_MS);

  /** Until the page shows what it has left. */
  const moves = async (name: string) => {
    await visitor.page.getByRole("button", { name }).click();
    await visitor.page.locator(".edit-history[aria-busy=false]").waitFor({ timeout: SERVED_MS });
  };
  const read = (name: string) => readFileSync(join(project.folder, "machines", name), "utf8");
  return {
    here: () => ({ visitor, dialog }),
    project: () => project,
    read,
    async opensMachine(name) {
      await visitor.page.getByRole("combobox", { name: "Another machine" }).selectOption(name);
    },
    async edits(state) {
      const box = visitor.state(state);
      await box.waitFor({ state: "attached", timeout: SERVED_MS });
      // A second Enter would close what is open.
      if ((await box.getAttribute("aria-pressed")) !== "true") await box.press("Enter");
      await visitor.page.getByRole("button", { name: "Edit this state" }).click();
      await dialog.waitFor();
    },
    async saves() {
      await dialog.getByText("The check finds no problems.").waitFor({ timeout: SERVED_MS });
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.waitFor({ state: "detached", timeout: SERVED_MS });
    },
    undoes: () => moves("Undo the last edit"),
    redoes: () => moves("Redo the edit"),
    isBack: (name, text) => expect.poll(() => read(name), { timeout: SERVED_MS }).toBe(text),
  };
}
