import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { languages } from "../../machines/copy/languages.ts";
import { readWordings, type Wordings } from "./wordings.ts";

const project = new URL("../../", import.meta.url).pathname;

/** Every language's file in a folder of copy. */
export function readFiles(folder: string): Wordings[] {
  return Object.keys(languages).map((code) => {
    const file = `${code}.ts`;
    return readWordings(code, file, readFileSync(join(folder, file), "utf8"));
  });
}

/** Writes files as the formatter would: none of them, if one cannot be formatted. */
export function writeFiles(folder: string, texts: { [code: string]: string }): void {
  const formatted = Object.entries(texts).map(([code, text]) => [code, format(text)] as const);
  for (const [code, text] of formatted) writeFileSync(join(folder, `${code}.ts`), text);
}

function format(text: string): string {
  const { status, stdout, stderr } = spawnSync(
    join(project, "node_modules/.bin/biome"),
    ["format", "--config-path=.biome.json", "--stdin-file-path=machines/copy/copy.ts"],
    { cwd: project, input: text, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The copy could not be formatted: ${stderr}`);
  return stdout;
}
