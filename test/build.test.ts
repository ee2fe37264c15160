import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { bundleMachines } from "../scripts/flows/bundle.ts";
import { findPort } from "../src/loopback/port.ts";
import { SECRETS } from "../src/loopback/world.ts";
import { startServer } from "./support/server-process.ts";
import { look } from "./support/viewer.ts";

const folder = new URL("..", import.meta.url).pathname;

test("the build holds the server, no fake of anybody, and no library that is for development only", () => {
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
  expect(own.filter((file) => /^src\/(check|fakes|loopback)\//.test(file))).toEqual([]);

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

test("the image is built from what its Dockerfile copies, and .dockerignore lets through", async () => {
  const image = copyForImage();
  expect(image.copied.filter((name) => !isLetThrough(name))).toEqual([]);
  const { status, stdout } = image.build();
  expect(stdout).toContain("machines: no problems");
  expect(status).toBe(0);
  expect(existsSync(join(image.folder, "dist/src/main.js"))).toBe(true);
  // The server and a publication of the same machines agree on the id of the release.
  const bundle = readFileSync(join(image.folder, "dist/machines.bundle.js"), "utf8");
  expect(bundle).toBe(await bundleMachines(join(folder, "machines")));
  const drawn = readFileSync(join(image.folder, "dist/playground/charts.json"), "utf8");
  expect(JSON.parse(drawn).charts[0]).toMatchObject({ machine: "root", file: "machines/root.ts" });
  expect(foreignTo(join(image.folder, "dist/playground/server.js"))).toEqual([]);
  await expectPlayground(image.folder);
  image.remove();
}, 600_000);

test("the image starts the server as npm start does", () => {
  const [, command = ""] =
    /^CMD (\[.*\])$/m.exec(readFileSync(`${folder}Dockerfile`, "utf8")) ?? [];
  const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  expect(JSON.parse(command).join(" ")).toBe(scripts.start);
});

test("a machine that does not pass the check is not built, with the reasons, and the last good build stays", () => {
  const image = copyForImage();
  const path = join(image.folder, "machines/registration.ts");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('target: "doubt"', 'target: "surname"'));
  const built = join(image.folder, "dist/src/main.js");
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, "the last good one");
  const { status, stderr } = image.build();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^machines\/registration\.ts:\d+ {2}There is no state “surname”/m);
  expect(readFileSync(built, "utf8")).toBe("the last good one");
  image.remove();
});

/** What was built can be looked at, by who has the token. */
async function expectPlayground(cwd: string): Promise<void> {
  const env = {
    ...SECRETS,
    HOST: "127.0.0.1",
    PORT: `${await findPort()}`,
    REDIS_STATE_URL: "memory:",
    WHATSAPP_PHONE_NUMBER_ID: "1",
    MYCREDEX_APP_URL: "http://127.0.0.1:9",
    PLAYGROUND_TOKEN: "a-token-of-the-tests-0123456789abcdef",
  };
  const server = await startServer(env, { cwd, args: ["dist/src/main.js"] });
  expect((await fetch(`${server.url}/playground`)).status).toBe(401);
  const headers = { authorization: `Bearer ${env.PLAYGROUND_TOKEN}` };
  const viewer = await look(server.url, { headers });
  expect(await viewer.sees(({ kind }) => kind === "hello")).toMatchObject({ isRedacted: true });
  viewer.close();
  await server.kill();
}

/** The folder in which an image is built, as its Dockerfile fills it. */
function copyForImage() {
  const dockerfile = readFileSync(`${folder}Dockerfile`, "utf8");
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const target = mkdtempSync(join(tmpdir(), "image-"));
  for (const name of copied) cpSync(folder + name, join(target, name), { recursive: true });
  symlinkSync(`${folder}node_modules`, join(target, "node_modules"));
  return {
    folder: target,
    copied,
    build: () => spawnSync("npm", ["run", "build"], { cwd: target, encoding: "utf8" }),
    remove: () => rmSync(target, { recursive: true, force: true }),
  };
}

function isLetThrough(name: string): boolean {
  return readFileSync(`${folder}.dockerignore`, "utf8").split("\n").includes(`!${name}`);
}

/** What a built file imports that neither Node nor the server's own libraries bring. */
function foreignTo(path: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  const imported = [...readFileSync(path, "utf8").matchAll(/^import .* from "([^"]+)"/gm)];
  return imported
    .map(([, name = ""]) => name)
    .filter((name) => !isBuiltin(name))
    .filter((name) => !((/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? "") in dependencies));
}
