import { type Browser, chromium } from "playwright-core";
import { ensureTool } from "./tools.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The system's Chromium, which is installed if it can be. */
export function openChromium(): Promise<Browser> {
  ensureTool("chromium", "chromium");
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
}
