import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { readWordings } from "../../scripts/copy/wordings.ts";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import {
  type MachineFile,
  readMachineFile,
  transitionsOf as writtenIn,
} from "../../scripts/dev/edit/machine-file.ts";
import { EditRefusal } from "../../scripts/dev/edit/refusal.ts";
import { destinationOf } from "../../scripts/dev/edit/transitions.ts";
import { edgeIdOf, nodesIn, stateIdOf, transitionsOf } from "../../src/playground/chart/names.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { type Portrait, portraitOf, renamed, spell } from "./portrait.ts";
import { answers, inEach, question } from "./questions.ts";
import { shipped, shippedMachines } from "./shipped.ts";

/** `EDITS=1000` for a thorough run. */
const RUNS = Number(process.env.EDITS ?? 40);
const LONG_MS = 60_000 + RUNS * 1_000;

/** How many edits are formatted by one process. */
const TOGETHER = 20;
const project = new URL("../../", import.meta.url).pathname;
let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edits-"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const name of ["machines", ".biome.json"])
    cpSync(join(project, name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function loaded(file: MachineFile, text: string): Promise<AnyStateMachine> {
  const name = `edited-${count++}.ts`;
  writeFileSync(join(folder, "machines", name), text);
  const module = await import(pathToFileURL(join(folder, "machines", name)).href);
  return module[file.machine.name];
}

/** An edit of a machine, and what it makes of the machine's portrait and delays. */
interface Meant {
  edit: Edit;
  file: MachineFile;
  expected: Portrait;
  delays: { [name: string]: unknown };
  /** The part of the file in which characters may change. */
  within: { start: number; end: number } | undefined;
}

const number = fc.nat(10_000);
const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 });
const pick = <Item>(items: readonly Item[], by: number): Item => {
  const item = items[by % items.length];
  if (item === undefined) throw new Error("Nothing to choose from.");
  return item;
};

interface Chosen {
  kind: Edit["kind"];
  at: number;
  where: number;
  to: number;
  text: string;
}

/** Those with a limit of time. */
const limited = shippedMachines.filter(({ machine }) => machine.own.delays.has("replyTimeout"));

/** A shipped machine, loaded once. */
const originals = new Map<MachineFile, Promise<AnyStateMachine>>();
function originalOf(file: MachineFile): Promise<AnyStateMachine> {
  const original = originals.get(file) ?? loaded(file, file.text);
  originals.set(file, original);
  return original;
}

async function meantBy({ kind, at, where, to, text }: Chosen): Promise<Meant> {
  const file = pick(kind === "delay" ? limited : shippedMachines, at);
  const machine = await originalOf(file);
  const expected = portraitOf(machine);
  const delays = { ...machine.implementations.delays };
  const states = file.states.slice(1);
  const chosen = pick(states, where);
  const state = `${machine.id}:${chosen.path}`;
  const span = chosen.property;
  if (kind === "description") {
    const was = expected[state]?.description ?? "";
    if (expected[state]) expected[state].description = text;
    return { edit: { kind, state, was, text }, file, expected, delays, within: span };
  }
  if (kind === "delay") {
    const minutes = 1 + (to % 9);
    const edit = { kind, machine: machine.id, delay: "replyTimeout", was: 4, minutes } as const;
    const within = file.machine.settings;
    return { edit, file, expected, delays: { replyTimeout: minutes * 60_000 }, within };
  }
  if (kind === "rename") {
    const name = `state${to}`;
    return {
      edit: { kind, state, name },
      file,
      expected: renamed(expected, state, name),
      delays,
      within: undefined,
    };
  }
  if (kind === "tags") {
    const was = expected[state]?.tags ?? [];
    const tags = ["money", "text", "goal"].filter((_, bit) => (to >> bit) % 2 === 1);
    if (expected[state]) expected[state].tags = tags;
    return { edit: { kind, state, was, tags }, file, expected, delays, within: span };
  }
  if (kind === "add way") return meantWay({ file, expected, delays, machine, where, to });
  return meantTarget({ file, expected, delays, machine, where, to });
}

interface Retargeted extends Pick<Meant, "file" | "expected" | "delays"> {
  machine: AnyStateMachine;
  where: number;
  to: number;
}

function meantTarget({ file, expected, delays, machine, where, to }: Retargeted): Meant {
  const nodes = nodesIn(machine.root);
  const ways = nodes.flatMap(transitionsOf).filter(({ target }) => (target?.length ?? 0) < 2);
  const way = pick(ways, where);
  const targets = nodes.filter(({ type, parent }) => type !== "history" && parent);
  const target = stateIdOf(pick(targets, to));
  const edge = edgeIdOf(way);
  const source = stateIdOf(way.source);
  const drawn = expected[source]?.ways[edge];
  const [was] = drawn?.targets ?? [];
  if (drawn) drawn.targets = [target];
  const within = file.states.find(({ path }) => `${machine.id}:${path}` === source)?.config;
  return { edit: { kind: "target", edge, was, target }, file, expected, delays, within };
}

/** A choice that no state reacts to yet. */
function meantWay({ file, expected, delays, machine, where, to }: Retargeted): Meant {
  const open = nodesIn(machine.root).filter(({ type }) => type !== "final" && type !== "history");
  const from = pick(open, where);
  const targets = nodesIn(machine.root).filter(({ type, parent }) => type !== "history" && parent);
  const target = stateIdOf(pick(targets, to));
  const state = stateIdOf(from);
  const event = `choice.random${to}`;
  const drawn = expected[state];
  if (drawn)
    drawn.ways[`${state}#${event}#0`] = { targets: [target], rest: spell([undefined, []]) };
  const within = file.states.find(({ path }) => path === from.path.join("."))?.config;
  return { edit: { kind: "add way", state, event, target }, file, expected, delays, within };
}

/** Without what a formatter may change: white space, commas at the end, the kind of quotes. */
const tokensOf = (text: string) =>
  text
    .replace(/\s+/g, "")
    .replace(/,(?=[}\])])/g, "")
    .replace(/\\(?=["'])/g, "")
    .replace(/'/g, '"');

test(
  "random edits change their nodes only, and make the machines that were meant",
  async () => {
    const edits = fc.record<Chosen>({
      kind: fc.constantFrom<Edit["kind"]>(
        "description",
        "delay",
        "target",
        "rename",
        "tags",
        "add way",
      ),
      at: number,
      where: number,
      to: number,
      text: words.filter((text) => text.trim() !== ""),
    });
    // In tens, because the formatter takes as long for one file as for many.
    const property = fc.asyncProperty(
      fc.array(edits, { minLength: TOGETHER, maxLength: TOGETHER }),
      async (chosen) => {
        const all = [];
        for (const one of chosen) all.push(await meantBy(one));
        const raws = all.map(rawOf);
        const texts = formatAll(raws);
        for (const [index, { file, expected, delays }] of all.entries()) {
          const text = texts[index] ?? "";
          expect(readMachineFile(file.file, text)).toBeDefined();
          expect(tokensOf(text)).toBe(tokensOf(raws[index] ?? ""));
          const machine = await loaded(file, text);
          expect(portraitOf(machine)).toEqual(expected);
          expect(machine.implementations.delays).toEqual(delays);
        }
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(RUNS / TOGETHER), endOnFailure: true });
  },
  LONG_MS,
);

/** Each answer of a question in the shipped machines that has a target of its own. */
const answered = shippedMachines.flatMap((file) =>
  file.states.slice(1).flatMap((node) =>
    writtenIn(node).flatMap(({ event, index, value }) => {
      const after = `${file.machine.id}:${node.path}`;
      const next = destinationOf(file, node, value);
      const isAnswer = event === "text" || event.startsWith("choice.");
      const isGood = isAnswer && node.state.parent && node.state.states.length === 0;
      return isGood && next !== undefined && next !== after
        ? [{ file, after, ways: [`${after}#${event}#${index}`], next }]
        : [];
    }),
  ),
);

test(
  "a random question is asked after the one that was meant; removing it restores every byte",
  async () => {
    const kinds = fc.constantFrom(...Object.values(answers));
    const property = fc.asyncProperty(
      fc.array(fc.tuple(number, kinds), { minLength: 10, maxLength: 10 }),
      async (all) => {
        const added = all.map(([at, answer]) => {
          const { file, after, ways, next } = pick(answered, at);
          return { file, next, edit: { ...question("random", answer), after, before: next, ways } };
        });
        const state = (after: string) => after.replace(/[^.:]+$/, "random");
        const texts = formatAll(
          added.flatMap(({ file, next, edit }) => {
            const gone = { kind: "remove question", state: state(edit.after), next } as const;
            return [[edit], [edit, gone]].map(
              (edits) => applyEdits(shipped, edits).files[file.file] ?? "",
            );
          }),
        );
        for (const [index, { file, next, edit }] of added.entries()) {
          const portrait = portraitOf(await loaded(file, texts[index * 2] ?? ""));
          const asked = portrait[state(edit.after)];
          expect(portrait[edit.after]?.ways[edit.ways[0] ?? ""]?.targets).toEqual([
            state(edit.after),
          ]);
          const good = edit.answer.kind === "choice" ? "choice.random" : "text";
          expect(asked?.ways[`${state(edit.after)}#${good}#0`]?.targets).toEqual([next]);
          expect(asked?.ways[`${state(edit.after)}#back#0`]?.targets).toEqual([edit.after]);
          expect(texts[index * 2 + 1]).toBe(file.text);
        }
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(RUNS / TOGETHER), endOnFailure: true });
  },
  // Each is formatted and loaded twice.
  3 * LONG_MS,
);

/** The edited file before it is formatted: nothing has changed in it outside of the edit's node. */
function rawOf({ edit, file, within }: Meant): string {
  const { files } = applyEdits(shipped, [edit]);
  expect(Object.keys(files)).toEqual([file.file]);
  const raw = files[file.file] ?? "";
  if (within) expectChangeWithin(file.text, raw, within);
  else if (edit.kind === "rename") {
    const key = edit.state.replace(/^.*[.:]/, "");
    expect(raw.replaceAll(edit.name, key).replace(/\s+/g, "")).toBe(file.text.replace(/\s+/g, ""));
  }
  return raw;
}

function formatAll(texts: string[]): string[] {
  const names = texts.map((_, index) => join(folder, "machines", `formatted-${index}.ts`));
  for (const [index, text] of texts.entries()) writeFileSync(names[index] ?? "", text);
  const biome = join(project, "node_modules/.bin/biome");
  const { status, stderr } = spawnSync(
    biome,
    ["format", "--write", "--config-path=.biome.json", ...names],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
  return names.map((name) => readFileSync(name, "utf8"));
}

function expectChangeWithin(
  before: string,
  after: string,
  { start, end }: { start: number; end: number },
): void {
  expect(after.slice(0, start)).toBe(before.slice(0, start));
  expect(after.slice(after.length - (before.length - end))).toBe(before.slice(end));
}

test(
  "a random wording changes alone, and is the wording that was meant",
  () => {
    const locales = ["en", "sn", "nd"];
    const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(number, number, texts, (at, where, text) => {
        fc.pre(text.trim() !== "");
        const locale = pick(locales, at);
        const name = `copy/${locale}.ts`;
        const before = shipped[name] ?? "";
        const found = readWordings(locale, name, before).cells;
        const cell = pick(found, where);
        const { key, part, value } = cell;
        const { files } = applyEdits(shipped, [
          { kind: "wording", locale, key, part, was: value, text },
        ]);
        expect(Object.keys(files)).toEqual([name]);
        const after = files[name] ?? "";
        expectChangeWithin(before, after, cell);
        const now = readWordings(locale, name, after).cells;
        expect(now.map((each) => each.value)).toEqual(
          found.map((each) => (each === cell ? text : each.value)),
        );
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  LONG_MS,
);

test(
  "a random nonsense is refused with a sentence, or is an edit; it is never another error",
  () => {
    const names = fc.constantFrom(
      "offer:filling.amount",
      "offer:",
      "nobody:home",
      "",
      "offer:x#y#0",
    );
    const text = fc.oneof(words, names);
    const nonsense = fc.oneof(
      fc.record({
        kind: fc.constant("wording" as const),
        locale: text,
        key: text,
        part: text,
        was: text,
        text,
      }),
      fc.record({ kind: fc.constant("description" as const), state: text, was: text, text }),
      fc.record({
        kind: fc.constant("delay" as const),
        machine: text,
        delay: text,
        was: fc.double(),
        minutes: fc.double(),
      }),
      fc.record({ kind: fc.constant("target" as const), edge: text, was: text, target: text }),
      fc.record({ kind: fc.constant("rename" as const), state: text, name: text }),
      fc.record({ kind: fc.constant("remove choice" as const), key: text, choice: text }),
      fc.record({
        kind: fc.constant("rename choice" as const),
        key: text,
        choice: text,
        name: text,
      }),
      fc.record({
        kind: fc.constant("add choice" as const),
        key: text,
        choice: text,
        titles: fc.constant(inEach("Later")),
        ways: fc.array(fc.record({ state: text, target: text })),
      }),
      fc.record({ kind: fc.constant("add way" as const), state: text, event: text, target: text }),
      fc.record({
        kind: fc.constant("tags" as const),
        state: text,
        was: fc.array(text),
        tags: fc.array(text),
      }),
      fc.record({ kind: fc.constant("remove question" as const), state: text, next: text }),
      fc.record({ kind: fc.constant("swap questions" as const), first: text, second: text }),
      fc.record({
        kind: fc.constant("give value" as const),
        machine: text,
        key: text,
        field: text,
      }),
      fc
        .tuple(text, text, fc.array(text))
        .map(([after, before, ways]) => ({ ...question("random"), after, before, ways })),
    );
    fc.assert(
      fc.property(nonsense, (edit) => {
        try {
          applyEdits(shipped, [edit]);
        } catch (error) {
          expect(error).toBeInstanceOf(EditRefusal);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  LONG_MS,
);
