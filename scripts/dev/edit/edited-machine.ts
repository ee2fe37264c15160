import type { Edited, Files } from "./files.ts";
import { type MachineFile, readMachineFile } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice } from "./splice.ts";

/** The file of the machine in an id: "offer:filling.amount", or its name alone. */
export function machineOf(files: Files, id: string): MachineFile {
  const machine = id.split(":")[0] ?? id;
  for (const [name, text] of Object.entries(files)) {
    if (name.includes("/") || !text.includes(`id: ${JSON.stringify(machine)}`)) continue;
    const file = readMachineFile(name, text);
    if (file?.machine.id === machine) return file;
  }
  return refuse(`There is no machine “${machine}”.`);
}

export function edited({ file, text }: MachineFile, splices: Splice[], words: string[]): Edited {
  const result = applySplices(text, splices);
  // A state that is missing afterwards would be a mistake of ours: the file stays as it is.
  readMachineFile(file, result);
  return { files: { [file]: result }, words };
}

/** The machine after some of its text was replaced. */
export function rewrite({ file, text }: MachineFile, splices: Splice[]): MachineFile {
  return (
    readMachineFile(file, applySplices(text, splices)) ??
    refuse(`${file} declares no machine any more.`)
  );
}

/** "filling.amount" of "offer:filling.amount". */
export function pathOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

/** Replaces a text within its quotes. */
export const quoted = ({ start, end }: { start: number; end: number }, text: string): Splice => ({
  start,
  end,
  by: JSON.stringify(text),
});
