import { writeFileSync } from "node:fs";
import { readFiles } from "./files.ts";
import { writeSheet } from "./sheet.ts";

/** `npm run copy:export [-- file.csv]`: all wordings, in a sheet for translators. */

const [path = "copy.csv", folder = "machines/copy"] = process.argv.slice(2);
const files = readFiles(folder);
writeFileSync(path, writeSheet(files));
console.log(`${path}: ${files[0]?.cells.length ?? 0} texts in ${files.length} languages.`);
