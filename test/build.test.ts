import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { relative } from "node:path";
import { expect, test } from "vitest";

const folder = new URL("..", import.meta.url).pathname;

test("the build holds the server, no double of anybody, and no library that is for development only", () => {
  const args = ["-p", "src/tsconfig.json", "--listFilesOnly"];
  const { stdout } = spawnSync(`${folder}node_modules/.bin/tsc`, args, {
    cwd: folder,
    encoding: "utf8",
  });
  const files = stdout
    .trim()
    .split("\n")
    .map((file) => relative(folder, file));
  const own = files.filter((file) => /^(src|machines)\//.test(file));
  expect(own).toContain("src/main.ts");
  expect(own.filter((file) => /sandbox|double/.test(file))).toEqual([]);

  const { dependencies } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const imported = own.flatMap((file) =>
    [...readFileSync(folder + file, "utf8").matchAll(/ from "([^".][^"]*)"/g)].map(
      ([, name = ""]) => name,
    ),
  );
  const libraries = imported
    .filter((name) => !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
  expect(new Set(libraries)).toEqual(new Set(Object.keys(dependencies)));
});
