import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyStateMachine } from "xstate";
import type { Copy } from "../../machines/copy/copy.ts";
import type { Migration } from "../conversation/machine/migration.ts";
import type { Message } from "../conversation/model/effect.ts";
import { asObject, nameOf, nodesIn, parse, type Source, textIn } from "./ast.ts";
import { actionsOf, type Invoke, type Machine, type State } from "./machine.ts";
import type { Place, Problem } from "./problem.ts";
import { readMachine } from "./read-machine.ts";

/** What the check needs to know about the environment of the machines. */
export interface Terms {
  /** How long a session lasts after the member's last event. */
  sessionMs: number;
  /** Whether calling credex-core twice has the same effect as calling it once. */
  isRepeatable: (operation: string) => boolean;
  /** Every limit of the channel that a message exceeds. */
  breachesOf: (message: Message) => string[];
}

/** Everything that the rules look at. */
export interface FlowModel extends Terms {
  machines: Machine[];
  /** Every file that is not copy: the machines and what they share. */
  sources: Source[];
  /** The files of copy/. */
  copies: Source[];
  locales: Locale[];
  /** The codes of the languages that copy/languages.ts lists. */
  languages: readonly string[];
  words: CommandWords;
  migrations: MigrationFile[];
  /** credex-core's operations by name, as declared in kit.ts. */
  operations: ReadonlySet<string>;
  moneyOperations: ReadonlySet<string>;
}

/** What members write for a command, in any state. */
export interface CommandWords {
  source: Source | undefined;
  /** By language and command. */
  words: { [locale: string]: { [command: string]: readonly string[] } };
  /** Those that are commands even where a name is asked for. */
  firm: readonly string[];
}

/** A file of migrations/ with a number. */
export interface MigrationFile {
  source: Source;
  migration: Migration;
  /** Whether migrations.ts lists it, so that it is in the release. */
  isListed: boolean;
}

export interface Locale {
  code: string;
  source: Source;
  copy: Copy;
  /** The wordings that a speaker approved; in English, all of them. */
  reviewed: readonly string[];
  /** Where each key is defined. */
  places: Map<string, Place>;
}

/** Reads and loads a folder of machines. File names are relative to where the check was started. */
export async function createFlowModel(
  folder: string,
  terms: Terms,
): Promise<{
  model: FlowModel;
  /** What cannot be read of the machines, with its place. */
  problems: Problem[];
  /** Files that are not TypeScript. */
  unreadable: Problem[];
  /** The first file that cannot be loaded. */
  unloaded: Problem[];
}> {
  const sources = readSources(folder);
  const copies = existsSync(join(folder, "copy")) ? readSources(join(folder, "copy")) : [];
  const renamings = existsSync(join(folder, MIGRATIONS))
    ? readSources(join(folder, MIGRATIONS))
    : [];
  const readings = sources.map((source) => readMachine(source));
  const unreadable = [...sources, ...copies, ...renamings].flatMap((source) =>
    source.problems.slice(0, 1),
  );
  const problems = readings.flatMap((reading) => reading.problems);
  const machines = readings.flatMap((reading) => reading.machines);
  const load = createLoad();
  for (const machine of machines) {
    const loaded = (await load(machine.source))[machine.name];
    if (loaded) hear(machine, loaded as AnyStateMachine);
  }
  const locales = await readLocales(copies, load);
  const listed = await loadNamed<{ languages: object }>(load, copies, join("copy", "languages.ts"));
  const spoken = await loadNamed<CommandWords>(load, copies, join("copy", "words.ts"));
  const kit = await loadNamed<{ operations: object; moneyOperations: Iterable<string> }>(
    load,
    sources,
    "kit.ts",
  );
  return {
    model: {
      ...terms,
      machines,
      sources,
      copies,
      locales,
      languages: Object.keys(listed.languages ?? {}),
      words: {
        source: copies.find(isNamed(join("copy", "words.ts"))),
        words: spoken.words ?? {},
        firm: spoken.firm ?? [],
      },
      migrations: await readMigrations(renamings, load),
      operations: new Set(Object.keys(kit.operations ?? {})),
      moneyOperations: new Set(kit.moneyOperations),
    },
    problems,
    unreadable,
    unloaded: load.problems.slice(0, 1),
  };
}

const MIGRATIONS = "migrations";

async function readMigrations(sources: readonly Source[], load: Load): Promise<MigrationFile[]> {
  const list = join(MIGRATIONS, "migrations.ts");
  const { migrations: listed = [] } = await loadNamed<{ migrations: readonly unknown[] }>(
    load,
    sources,
    list,
  );
  const files: MigrationFile[] = [];
  for (const source of sources.filter(({ file }) => /^\d+\.ts$/.test(basename(file)))) {
    const { migration } = (await load(source)) as { migration?: Migration };
    if (migration) files.push({ source, migration, isListed: listed.includes(migration) });
  }
  return files;
}

async function readLocales(copies: readonly Source[], load: Load): Promise<Locale[]> {
  const locales: Locale[] = [];
  for (const source of copies) {
    const code = /([a-z]{2,3})\.ts$/.exec(source.file)?.[1];
    if (!code || !source.file.endsWith(join("copy", `${code}.ts`))) continue;
    const locale = readLocale(code, source, await load(source));
    if (locale) locales.push(locale);
  }
  return locales;
}

type Load = (source: Source) => Promise<{ [name: string]: unknown }>;

const isNamed =
  (name: string) =>
  ({ file }: Source): boolean =>
    file.endsWith(name);

/** What the file of this name exports; nothing if there is none. */
async function loadNamed<Exports>(
  load: Load,
  sources: readonly Source[],
  name: string,
): Promise<Partial<Exports>> {
  const source = sources.find(isNamed(name));
  return source ? ((await load(source)) as Partial<Exports>) : {};
}

/** What each action says is asked of the action itself. */
function hear(machine: Machine, loaded: AnyStateMachine): void {
  machine.loaded = loaded;
  for (const action of actionsOf(machine)) {
    const { keys = [] } = (loaded.implementations.actions[action.name] ?? {}) as Wording;
    const place = machine.own.actions.get(action.name) ?? action.place;
    action.keys = keys.map((name) => ({ name, place }));
  }
}

/** What `says` in machines/says.ts writes on an action. */
interface Wording {
  keys?: readonly string[];
}

function readLocale(
  code: string,
  source: Source,
  loaded: { [name: string]: unknown },
): Locale | undefined {
  const copy = loaded[code] as Copy | undefined;
  if (!copy) return undefined;
  const reviewed = (code === "en" ? Object.keys(copy) : (loaded.reviewed ?? [])) as string[];
  return { code, source, copy, reviewed, places: placesIn(source, code) };
}

function readSources(folder: string): Source[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return parse(relative(process.cwd(), path), readFileSync(path, "utf8"));
    });
}

/** Loads what a file exports; reports a problem and returns nothing when that throws. */
function createLoad() {
  const problems: Problem[] = [];
  const load = async ({ file }: Source): Promise<{ [name: string]: unknown }> => {
    try {
      return await import(pathToFileURL(resolve(file)).href);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const place = placeOfError(error, file) ?? { file, line: 1 };
      problems.push({ ...place, sentence: `This file cannot be loaded: ${reason}` });
      return {};
    }
  };
  return Object.assign(load, { problems });
}

/** Where an error was thrown, if that is within the folder of the file that was loaded. */
function placeOfError(error: unknown, file: string): Place | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const folder = dirname(resolve(file));
  for (const word of stack.split(/[\s()]/)) {
    const [, path, line] = /^(?:file:\/\/)?(\/[^:]+\.ts):(\d+)/.exec(word) ?? [];
    if (path?.startsWith(folder))
      return { file: join(dirname(file), relative(folder, path)), line: Number(line) };
  }
  return undefined;
}

/** Where each key of the copy is defined, in `export const en = { … }`. */
function placesIn(source: Source, name: string): Map<string, Place> {
  const entries = [...nodesIn(source.program)].flatMap((node) =>
    node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.id.name === name
      ? (asObject(node.init ?? undefined)?.properties ?? [])
      : [],
  );
  return new Map(
    entries.flatMap((entry) => {
      const key = entry.type === "Property" ? nameOf(entry) : undefined;
      return key === undefined ? [] : [[key, source.placeOf(entry)]];
    }),
  );
}

/** Every string literal in the machines' files. */
export function textsOf({ sources }: FlowModel): Set<string> {
  return new Set(sources.flatMap(textsIn));
}

/** Every string literal in the files that contain a machine: what its guards and actions may compare with. */
export function textsOfMachines({ machines }: FlowModel): Set<string> {
  return new Set([...new Set(machines.map(({ source }) => source))].flatMap(textsIn));
}

function textsIn({ program }: Source): string[] {
  return [...nodesIn(program)].flatMap((node) => {
    const text = node.type === "Literal" || node.type === "TemplateLiteral" ? textIn(node) : "";
    return text ? [text] : [];
  });
}

/** The machines that others invoke: a form has a start and an end. */
export function formsOf({ machines }: FlowModel): Machine[] {
  return machines.filter(({ name }) => name !== "root");
}

/** A state that calls an operation. */
interface CallState {
  machine: Machine;
  state: State;
  invoke: Invoke;
}

/** Every call to credex-core, not those to forms. */
export function callsIn({ machines, operations }: FlowModel): CallState[] {
  return machines
    .flatMap((machine) => machine.states.map((state) => ({ machine, state })))
    .flatMap(({ machine, state }) => state.invokes.map((invoke) => ({ machine, state, invoke })))
    .filter(({ invoke: { src } }) => operations.has(src.name));
}
