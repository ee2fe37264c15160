import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { said, titleOf } from "../support/titles.ts";

/** Each command starts a process that compiles its source, which takes seconds, and half a minute on a busy machine. */
const PRINT = { timeout: 120_000 };
const TIMEOUT_MS = 300_000;

let folder: string;
const programs: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dev-"));
});
afterEach(async () => {
  for (const program of programs.splice(0).reverse()) {
    if (program.exitCode !== null || program.signalCode !== null) continue;
    program.kill("SIGTERM");
    await once(program, "exit");
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

test(
  "npm run dev and npm run chat take a new member to an offer, over a kill of the server, and notify its recipient",
  async () => {
    const dev = run("dev/dev.ts", { PORT: `${await findPort()}` });
    await dev.prints("npm run chat");
    expect(dev.printed()).toContain("a private redis-server");
    const chat = run("chat.ts");
    await chat.prints("You are +263771234567");
    const steps = [
      ["hi", `[1] ${titleOf("welcome.ask", "register")}`],
      ["1", said("registration.firstname.ask")],
      ["Tariro", said("registration.lastname.ask")],
      ["Moyo", "[5] XAU"],
      ["1", `[1] ${titleOf("registration.confirm.ask", "open")}`],
      ["1", `[1] ${titleOf("home.menu", "offer")}`],
      ["1", said("offer.amount.ask")],
      // A number is an amount where one is asked for, though the menu above had numbers too.
      ["1", "1.00 USD"],
    ] as const;
    for (const [line, answer] of steps) {
      chat.types(line);
      await chat.prints(answer);
    }
    const { serverPid } = JSON.parse(await readFile(join(folder, "dev.json"), "utf8"));
    process.kill(serverPid, "SIGKILL");
    chat.types("bob_bakery");
    await chat.prints(`[1] ${titleOf("offer.confirm.ask", "confirm")}`);
    const bob = run("chat.ts", {}, ["--number", "263770000001"]);
    await bob.prints("You are +263770000001");
    bob.types("hi");
    await bob.prints(`[1] ${titleOf("home.menu", "offer")}`);
    await dev.prints("stopped by SIGKILL: restarting it");
    chat.types("1");
    await chat.prints(said("offer.sent").split("\n")[0] ?? "");
    await bob.prints("Tariro Moyo @tariro_moyo");
    bob.types("offers");
    await bob.prints("[1] 1.00 USD");
  },
  TIMEOUT_MS,
);

test(
  "npm run dev says that its server did not start, and not that anything can be opened",
  async () => {
    const dev = run("dev/dev.ts", { PORT: `${await findPort()}`, JWT_SECRET: "short" });
    expect(await dev.ended).toBe(1);
    expect(dev.printed()).toMatch(/JWT_SECRET.+The server ended with code 1\. Fix the cause/s);
    expect(dev.printed()).not.toContain("Open in a browser");
  },
  TIMEOUT_MS,
);

test(
  "npm run dev takes any port for 0, and explains an invalid port",
  async () => {
    const dev = run("dev/dev.ts", { PORT: "0" });
    await dev.prints("Stop with Ctrl+C");
    expect(dev.printed()).toMatch(
      /^Open in a browser: {2}http:\/\/127\.0\.0\.1:[1-9]\d*\/playground$/m,
    );
    const refused = run("dev/dev.ts", { PORT: "70000" });
    expect(await refused.ended).toBe(1);
    expect(refused.printed()).toBe("PORT is not usable: needs a whole number from 0 to 65535\n");
  },
  TIMEOUT_MS,
);

test(
  "npm run chat says what to do when nothing runs",
  async () => {
    const chat = run("chat.ts");
    await chat.prints("Start it in another terminal first:  npm run dev");
  },
  TIMEOUT_MS,
);

/** A script as npm runs it, with data of its own. `prints` looks on from where it found something last. */
function run(script: string, env: { [name: string]: string } = {}, given: string[] = []) {
  const { REDIS_STATE_URL: _, ...inherited } = process.env;
  const program = spawn(process.execPath, ["--import", "tsx", `scripts/${script}`, ...given], {
    env: { ...inherited, DEV_DATA_DIR: folder, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  programs.push(program);
  let output = "";
  let looked = 0;
  for (const stream of [program.stdout, program.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  return {
    ended: once(program, "close").then(([exitCode]) => exitCode),
    printed: () => output,
    types: (line: string) => program.stdin.write(`${line}\n`),
    async prints(text: string) {
      await expect.poll(() => output.slice(looked), PRINT).toContain(text);
      looked = output.indexOf(text, looked) + text.length;
    },
  };
}
