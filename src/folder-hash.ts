import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CODE = /\.[jt]s$/;

/**
 * The hash of the names and the bytes of all code in a folder and below. Other files, such as a README or source maps,
 * cannot change how a release behaves.
 * @throws when the folder cannot be read
 */
export function hashFolder(folder: string): string {
  const hash = createHash("sha256");
  const add = (below: string) => {
    const entries = readdirSync(join(folder, below), { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) add(path);
      else if (CODE.test(entry.name)) {
        const bytes = readFileSync(join(folder, path));
        hash.update(JSON.stringify([path, bytes.length])).update(bytes);
      }
    }
  };
  add("");
  return hash.digest("base64url");
}
