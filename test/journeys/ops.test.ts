import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { fillOffer, register } from "./walks.ts";

/** An operator's commands, while members continue to write. */

let world: World;
let redisUrl: string;
beforeEach(async () => {
  redisUrl = ownDatabase();
  world = await openWorld(redisUrl);
});
afterEach(() => world.close());

test("the timeline shows the outcome of an offer, without a number or a text", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("Send offer");
  await member.hears("Offer sent");
  await world.idle();
  const [credex] = world.offersOf(member.phone);
  const told = await ops("timeline", `+${member.phone}`);
  expect(told).toMatch(/0 replies, 0 calls and 0 unsettled money calls pending/);
  expect(told).toMatch(/message choice, ready\.offer\/filling\.confirm → ready\.offer\/sending/);
  expect(told).toContain(`result createCredex done, reference ${credex?.credexID}`);
  expect(told).toContain("reply offer.sent home.menu: accepted, delivered, read");
  for (const secret of [member.phone, "Tariro", "bob_bakery", "20.00", ...Object.values(SECRETS)])
    expect(told).not.toContain(secret);
});

test("reports an unknown member, command or token, and a Redis that does not answer", async () => {
  await expect(ops("timeline", "263779999999")).rejects.toThrow("Nobody with this number");
  await expect(ops("timeline")).rejects.toThrow("Usage: npm run ops -- timeline");
  await expect(ops("dance")).rejects.toThrow("Usage: npm run ops");
  await expect(ops("dead", "show", "x")).rejects.toThrow("No x among the dead letters");
  // A token may begin like an option.
  await expect(ops("dead", "show", "-x")).rejects.toThrow("No -x among the dead letters");
  expect(await ops("dead", "list")).toBe("None.\n");
  await expect(run("redis://127.0.0.1:1", "state")).rejects.toThrow("does not answer");
  await expect(run("", "state")).rejects.toThrow("REDIS_STATE_URL is missing");
});

test("lists, shows, retries and drops a dead reply", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await world.idle();
  world.double.fail({ kind: "error", httpStatus: 400, code: 131026, times: 2 });
  await member.says("help");
  await member.says("help");
  await vi.waitFor(async () => expect(await ops("state")).toContain("dead letters: 2"), 20_000);
  const heard = () => member.received().filter(({ text }) => text.includes("make offers for you"));
  expect(heard()).toHaveLength(0);

  const [first = "", second = ""] = (await ops("dead", "list")).trim().split("\n");
  expect(first).toMatch(/131026 {2}replies {2}\S+ {2}help$/);
  const [one = "", two = ""] = [first, second].map((line) => line.split("  ")[3] ?? "");
  const shown = await ops("dead", "show", one);
  expect(shown).toContain("code 131026");
  expect(shown).not.toContain(member.phone);
  expect(shown).not.toContain("make offers for you");
  expect(await ops("timeline", member.phone)).toContain("reply help: dead 131026");

  expect(await ops("dead", "retry", one)).toContain("end of its lane");
  await vi.waitFor(() => expect(heard()).toHaveLength(1), 20_000);
  expect(await ops("dead", "drop", two)).toBe("Dropped.\n");
  expect(await ops("dead", "list")).toBe("None.\n");
  await expect(ops("dead", "retry", one)).rejects.toThrow("No ");
});

test("sends no money call while paused, replies so, and sends after resume", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await ops("pause");
  expect(await ops("state")).toMatch(/money calls: paused since \d{4}-/);
  await member.taps("Send offer");
  await member.hears("Sending offers is paused");
  expect(world.offersOf(member.phone)).toEqual([]);
  await ops("resume");
  expect(await ops("state")).toContain("money calls: active");
  await member.taps("Try again");
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("refuses to retry a dead money call that was already sent", async () => {
  const call = {
    ...{ kind: "call", token: "s:1:0", operation: "createCredex", input: {}, money: true },
    ...{ address: { businessNumberId: "1", phone: "263770000000" }, locale: "en" },
  };
  const entry = `s:1:0 1 0 9 ${JSON.stringify({ effect: call, at: 0 })}`;
  await world.redis.zadd("dead", 1, `poison calls c.1 ${entry}`);
  await world.redis.zadd("dead", 2, "unreadable replies c.1 s:1:1 {");
  await expect(ops("dead", "retry", "s:1:0")).rejects.toThrow("This call was already sent");
  await expect(ops("dead", "retry", "s:1:1")).rejects.toThrow("cannot be parsed");
  expect(await ops("state")).toContain("dead letters: 2");
  expect(await world.redis.exists("calls:c.1")).toBe(0);
});

const ops = (...args: string[]) => run(redisUrl, ...args);

/** The command's output; throws its error output if it fails. Asynchronous, so that the server in this process keeps running. */
async function run(url: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, REDIS_STATE_URL: url };
  const command = join(inject("serverBuild"), "src/ops/ops.js");
  const ended = promisify(execFile)(process.execPath, [command, ...args], { env });
  const { stdout } = await ended.catch(({ stderr }) => {
    throw new Error(stderr);
  });
  return stdout;
}
