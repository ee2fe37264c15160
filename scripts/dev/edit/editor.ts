import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../../src/check/problem.ts";
import type { Edit, Preview } from "../../../src/playground/edit-protocol.ts";
import { applyEdits } from "./apply-edits.ts";
import type { Files } from "./files.ts";
import { formatEdited } from "./format.ts";
import { merge } from "./merge.ts";
import { refuse } from "./refusal.ts";

/** Edits the files of a folder, each time checked before it is saved. Every method may throw an `EditRefusal`. */
export interface Editor {
  /** What edits would do; saves nothing. */
  preview(edits: readonly Edit[]): Promise<Preview>;
  /** Saves edits that add no problem. */
  save(edits: readonly Edit[]): Promise<Preview>;
  undo(): Promise<Preview>;
  redo(): Promise<Preview>;
  /** What could be undone and redone, in a sentence each. */
  history(): { undo?: string; redo?: string };
}

export interface EditorOptions {
  folder: string;
  /** Checks the folder as if some of its files were others. */
  tryOut(files: Files): Promise<Problem[]>;
}

/** Files before and after a save; one that does not exist is empty. */
interface Saved {
  words: string[];
  files: { [name: string]: { before: string; after: string } };
}

export function createEditor({ folder, tryOut }: EditorOptions): Editor {
  const done: Saved[] = [];
  const undone: Saved[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let previewed: { files: string; problems: Problem[] } | undefined;

  /** One after the other: each begins with the files that the one before has left. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const problemsOf = async (files: Files): Promise<Problem[]> => {
    const text = JSON.stringify([read(folder), files]);
    if (previewed?.files === text) return previewed.problems;
    const found = await tryOut(files);
    const before = found.length > 0 ? await tryOut({}) : [];
    const known = new Set(before.map(({ sentence }) => sentence));
    const problems = found.filter(({ sentence }) => !known.has(sentence));
    previewed = { files: text, problems };
    return problems;
  };
  const plan = async (edits: readonly Edit[]) => {
    const before = read(folder);
    const { files, words } = applyEdits(before, edits);
    const changed = Object.entries(files).filter(([name, text]) => text !== before[name]);
    if (changed.length === 0) refuse("That changes nothing.");
    const saved: Saved = { words, files: {} };
    for (const [name, text] of changed) {
      const was = before[name] ?? "";
      saved.files[name] = { before: was, after: await formatEdited(was, text) };
    }
    return { saved, preview: { words, problems: await problemsOf(afterOf(saved)) } };
  };

  const move = async (from: Saved[], to: Saved[], direction: "undo" | "redo"): Promise<Preview> => {
    const saved = from.at(-1) ?? refuse(`There is nothing to ${direction}.`);
    const files = direction === "undo" ? reversed(saved.files) : saved.files;
    const merged = mergeAll(read(folder), files);
    const problems = await problemsOf(afterOf({ files: merged }));
    if (problems.length > 0) return { words: saved.words, problems };
    write(folder, merged);
    from.pop();
    to.push({ ...saved, files: direction === "undo" ? reversed(merged) : merged });
    return { words: saved.words, problems };
  };

  return {
    preview: (edits) => inTurn(async () => (await plan(edits)).preview),
    save: (edits) =>
      inTurn(async () => {
        const { saved, preview } = await plan(edits);
        if (preview.problems.length > 0) return preview;
        write(folder, saved.files);
        done.push(saved);
        undone.length = 0;
        return preview;
      }),
    undo: () => inTurn(() => move(done, undone, "undo")),
    redo: () => inTurn(() => move(undone, done, "redo")),
    history() {
      const undo = done.at(-1)?.words[0];
      const redo = undone.at(-1)?.words[0];
      return { ...(undo !== undefined && { undo }), ...(redo !== undefined && { redo }) };
    },
  };
}

/** Each file with the change, on top of what others have changed in it. */
function mergeAll(now: Files, files: Saved["files"]): Saved["files"] {
  return Object.fromEntries(
    Object.entries(files).map(([name, { before, after }]) => {
      const text = now[name] ?? "";
      const merged =
        merge({ before, after, now: text }) ??
        refuse(`${name} was changed at the same place meanwhile: change it in your editor.`);
      return [name, { before: text, after: merged }];
    }),
  );
}

function reversed(files: Saved["files"]): Saved["files"] {
  return Object.fromEntries(
    Object.entries(files).map(([name, { before, after }]) => [
      name,
      { before: after, after: before },
    ]),
  );
}

function afterOf({ files }: Pick<Saved, "files">): Files {
  return Object.fromEntries(Object.entries(files).map(([name, { after }]) => [name, after]));
}

function read(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(folder, name), "utf8")]),
  );
}

/** All files, or none where one was changed since it was read. */
function write(folder: string, files: Saved["files"]): void {
  const now = read(folder);
  for (const [name, { before }] of Object.entries(files))
    if ((now[name] ?? "") !== before)
      refuse(`${name} was changed at this very moment. Nothing was saved: try again.`);
  // New files first, and the removed ones last: whoever looks meanwhile finds what the others import.
  const order = ({ before, after }: { before: string; after: string }) =>
    Number(before !== "") + Number(after === "");
  const all = Object.entries(files).sort(([, one], [, other]) => order(one) - order(other));
  for (const [name, { after }] of all) {
    const path = join(folder, name);
    if (after === "") rmSync(path);
    else {
      writeFileSync(`${path}.new`, after);
      renameSync(`${path}.new`, path);
    }
  }
}
