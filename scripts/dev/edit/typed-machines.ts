import { join } from "node:path";
import { API, type Project } from "typescript/unstable/sync";
import type { Files } from "./files.ts";

const PROJECT = new URL("../../../", import.meta.url).pathname;
const MACHINES = join(PROJECT, "machines");
/** Exists in memory only. */
const CONFIG = join(PROJECT, "tsconfig.machines.json");

/** A name in a file, by its UTF-16 offsets. */
export interface Reference {
  file: string;
  start: number;
  end: number;
}

/**
 * TypeScript's view of the machines, with the texts that are given in place of those on the disk. The compiler
 * stays in memory, so that a further look takes a fraction of a second.
 */
export interface TypedMachines {
  /** Every error of the types, as "offer.ts: …". */
  errorsIn(files: Files): string[];
  /** Where the name at an offset is used in the machines, the place itself included. */
  referencesTo(files: Files, place: { file: string; offset: number }): Reference[];
}

let opened: TypedMachines | undefined;

/** The one of this process: opened when it is first needed, and ended with it. */
export function typedMachines(): TypedMachines {
  opened ??= openTypedMachines();
  return opened;
}

function openTypedMachines(): TypedMachines {
  let files: Files = {};
  const textOf = (path: string): string | undefined =>
    path.startsWith(`${MACHINES}/`) ? (files[path.slice(MACHINES.length + 1)] ?? "") : undefined;
  const api = new API({
    cwd: PROJECT,
    fs: {
      readFile: (path) => {
        if (path === CONFIG) return configOf(files);
        const text = textOf(path);
        return text === "" ? null : text;
      },
      fileExists: (path) => {
        if (path === CONFIG) return true;
        const text = textOf(path);
        return text === undefined ? undefined : text !== "";
      },
    },
  });
  let snapshot: ReturnType<typeof api.updateSnapshot> | undefined;

  const look = (now: Files): Project => {
    const paths = (names: string[]) => names.map((name) => join(MACHINES, name));
    const names = [...new Set([...Object.keys(files), ...Object.keys(now)])];
    const changed = names.filter((name) => (files[name] ?? "") !== (now[name] ?? ""));
    const isThere = (some: Files) => (name: string) => (some[name] ?? "") !== "";
    const [had, has] = [isThere(files), isThere(now)];
    files = now;
    const before = snapshot;
    snapshot = before
      ? api.updateSnapshot({
          fileChanges: {
            changed: [...paths(changed.filter((name) => had(name) && has(name))), CONFIG],
            created: paths(changed.filter((name) => !had(name))),
            deleted: paths(changed.filter((name) => !has(name))),
          },
        })
      : api.updateSnapshot({ openProjects: [CONFIG] });
    before?.dispose();
    const project = snapshot.getProject(CONFIG);
    if (!project) throw new Error("TypeScript does not find the machines.");
    return project;
  };

  return {
    errorsIn: (now) =>
      look(now)
        .program.getSemanticDiagnostics()
        .map(({ fileName = "", text }) => `${fileName.slice(MACHINES.length + 1)}: ${text}`),
    referencesTo(now, { file, offset }) {
      const { program, checker } = look(now);
      const source = program.getSourceFile(join(MACHINES, file));
      if (!source) return [];
      type Found = Parameters<typeof checker.getReferencedSymbolsForNode>[0];
      const innermost = (node: Found): Found =>
        node.forEachChild((child) =>
          child.pos <= offset && offset < child.end ? innermost(child) : undefined,
        ) ?? node;
      return checker
        .getReferencedSymbolsForNode(innermost(source), offset)
        .flatMap(({ references }) => references)
        .flatMap((reference) => {
          const node = reference.resolve();
          if (!node) return [];
          const { fileName } = node.getSourceFile();
          return [
            { file: fileName.slice(MACHINES.length + 1), start: node.getStart(), end: node.end },
          ];
        });
    },
  };
}

function configOf(files: Files): string {
  const names = Object.keys(files).filter((name) => files[name] !== "");
  return JSON.stringify({
    extends: "./tsconfig.json",
    files: names.map((name) => `machines/${name}`),
    include: [],
  });
}
