import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PROJECT = new URL("../../../", import.meta.url).pathname;

/**
 * Formats an edited file as the project does. A file that was not formatted before gets the edit alone:
 * formatting would change what nobody has touched.
 */
export async function formatEdited(before: string, after: string): Promise<string> {
  const [was, now] = await Promise.all([format(before), format(after)]);
  return was === before ? now : after;
}

/** The texts that were formatted last, so that a save does not repeat what its preview has done. */
const formatted = new Map<string, Promise<string>>();
const REMEMBERED = 100;

function format(text: string): Promise<string> {
  const known = formatted.get(text);
  if (known !== undefined) return known;
  const result = runFormatter(text);
  formatted.set(text, result);
  result.then(
    (now) => formatted.set(now, result),
    () => formatted.delete(text),
  );
  for (const old of [...formatted.keys()].slice(0, -REMEMBERED)) formatted.delete(old);
  return result;
}

async function runFormatter(text: string): Promise<string> {
  const biome = spawn(
    join(PROJECT, "node_modules/.bin/biome"),
    ["format", "--config-path=.biome.json", "--stdin-file-path=machines/edited.ts"],
    { cwd: PROJECT, stdio: ["pipe", "pipe", "pipe"] },
  );
  biome.stdin.end(text);
  const [output, errors] = await Promise.all([
    read(biome.stdout),
    read(biome.stderr),
    once(biome, "close"),
  ]);
  if (biome.exitCode !== 0) throw new Error(`The edit could not be formatted: ${errors}`);
  return output;
}

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
