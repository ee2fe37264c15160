import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "../../scripts/dev/edit/files.ts";
import { type MachineFile, readMachineFile } from "../../scripts/dev/edit/machine-file.ts";

const folder = new URL("../../machines", import.meta.url).pathname;

/** The files of a folder of machines. */
export function filesIn(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** The files of the machines as they are shipped. */
export const shipped: Files = filesIn(folder);

export const shippedMachines: MachineFile[] = Object.entries(shipped).flatMap(
  ([name, text]) => (text.includes("createMachine(") && readMachineFile(name, text)) || [],
);
