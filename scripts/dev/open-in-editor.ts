import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import launch from "launch-editor";
import type { Place } from "../../src/playground/protocol.ts";

/** Opens a place of the machines in the developer's editor. Returns why not, if so. */
export type OpenInEditor = (place: Place) => Promise<string | undefined>;

const MACHINES = "machines/";

/** `folder`: where the files of `machines/` are. No other file is opened, not even through a link. */
export function createOpenInEditor(folder: string): OpenInEditor {
  return async ({ file, line }) => {
    const path = join(folder, file.slice(MACHINES.length));
    if (!file.startsWith(MACHINES) || !isWithin(folder, path))
      return "Only a file of machines/ can be opened.";
    let failure: string | undefined;
    launch(`${path}:${line}`, (_, reason) => {
      failure = reason
        ? `The editor did not open it: ${reason}`
        : "No editor was found: set LAUNCH_EDITOR to its command, such as code, and start npm run dev again.";
    });
    // A command that does not exist is reported in the next tick.
    await setImmediate();
    return failure;
  };
}

function isWithin(folder: string, path: string): boolean {
  return existsSync(path) && realpathSync(path).startsWith(realpathSync(folder) + sep);
}
