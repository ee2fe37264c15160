import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { runOps } from "../support/ops.ts";
import { said } from "../support/titles.ts";
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
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
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
  await expect(ops("dead", "show", "--", "--x")).rejects.toThrow("No --x among the dead letters");
  await expect(ops("dead", "list", "--colour", "red")).rejects.toThrow("no option --colour");
  await expect(ops("dead", "list", "--code")).rejects.toThrow("--code needs a value");
  await expect(ops("dead", "list", "--since", "soon")).rejects.toThrow("--since needs a time");
  await expect(ops("dead", "drop")).rejects.toThrow("drop needs one of them");
  await expect(ops("parked", "drop")).rejects.toThrow("drop needs one of them");
  await expect(runOps("redis://127.0.0.1:1", "state")).rejects.toThrow("does not answer");
  await expect(runOps("", "state")).rejects.toThrow("REDIS_STATE_URL is missing");
});

test("lists, shows, retries and drops a dead reply", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await world.idle();
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026, times: 2 });
  await member.says("help");
  await member.says("help");
  await vi.waitFor(async () => expect(await ops("state")).toContain("dead letters: 2"), 60_000);
  const replies = () => member.received().filter(({ text }) => text.includes(said("help")));
  expect(replies()).toHaveLength(0);

  const [first = "", second = ""] = (await ops("dead", "list")).trim().split("\n");
  expect(first).toMatch(/131026 {2}replies {2}\S+ {2}help$/);
  const [one = "", two = ""] = [first, second].map((line) => line.split("  ")[3] ?? "");
  const shown = await ops("dead", "show", one);
  expect(shown).toContain("code 131026");
  expect(shown).not.toContain(member.phone);
  expect(shown).not.toContain(said("help").slice(0, 10));
  expect(await ops("timeline", member.phone)).toContain("reply help: dead 131026");

  expect(await ops("dead", "retry", one)).toContain("end of its lane");
  await vi.waitFor(() => expect(replies()).toHaveLength(1), 60_000);
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
  await member.taps("confirm");
  await member.hears(said("offer.paused"));
  expect(world.offersOf(member.phone)).toEqual([]);
  await ops("resume");
  expect(await ops("state")).toContain("money calls: active");
  await member.taps("again");
  await member.hears(said("offer.sent"));
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

test("lists dead letters by page, code and time, and acts on all of a code after a dry run", async () => {
  const now = Date.now();
  const reply = (token: string) => {
    const effect = { kind: "reply", token, keys: ["help"], message: { text: "x" }, address: {} };
    return `${token} 0 2 1 ${JSON.stringify({ effect, at: 0 })}`;
  };
  for (let number = 0; number < 1_203; number++) {
    const code = number % 3 === 0 ? "131026" : "131047";
    const age = (1_203 - number) * 1_000;
    await world.redis.zadd("dead", now - age, `${code} replies c.1 ${reply(`s:1:${number}`)}`);
  }
  expect(await ops("dead", "codes")).toBe("802  131047\n401  131026\n");
  const lines = (await ops("dead", "list", "--code", "131047")).trim().split("\n");
  expect(lines).toHaveLength(51);
  expect(lines[0]).toMatch(/131047 {2}replies {2}s:1:1 {2}help$/);
  expect(lines[50]).toBe("50 of 802. Continue with --offset 50");
  const second = await json("dead", "list", "--code", "131047", "--offset", "50", "--limit", "1");
  expect(second).toMatchObject({ total: 802, letters: [{ token: "s:1:76", code: "131047" }] });
  const recent = await json("dead", "list", "--since", "100s", "--code", "131026");
  expect(recent).toMatchObject({ total: expect.toSatisfy((total) => total >= 30 && total <= 34) });

  const dryRun = await ops("dead", "drop", "--code", "131026", "--dry-run");
  expect(dryRun).toBe("Would drop 401:\n401  131026\n");
  expect(await world.redis.zcard("dead")).toBe(1_203);
  expect(await ops("dead", "drop", "--code", "131026")).toBe("401 dropped\n");
  expect(await ops("dead", "retry", "--all")).toBe("802 queued again\n");
  expect(await world.redis.llen("replies:c.1")).toBe(802);
  expect(await world.redis.zcard("dead")).toBe(0);
});

test("shows and drops parked events without what the member wrote", async () => {
  const event = { kind: "message", content: { kind: "text", text: "a secret sentence" } };
  const cause = "TypeError: a secret sentence\n    at turn (turn.js:1:2)\n    at engine.js:3:4";
  const at = Date.now();
  const parked = [
    { conversationId: "c.1", at, event, cause },
    { conversationId: "c.2", at, event, cause: "RangeError: x" },
  ];
  await world.redis.rpush("parked", ...parked.map((one) => JSON.stringify(one)), "{");
  expect(await ops("parked", "codes")).toBe("1  TypeError\n1  RangeError\n1  unknown\n");
  const listed = await ops("parked", "list", "--conversation", "c.1");
  const id = listed.split("  ")[3] ?? "";
  expect(listed).toMatch(/TypeError {2}message {2}\S{12} {2}c\.1\n$/);
  const shown = await ops("parked", "show", id);
  expect(shown).toContain("at turn (turn.js:1:2)");
  expect(listed + shown).not.toContain("secret");
  expect(await ops("parked", "drop", "--code", "RangeError", "--dry-run")).toContain(
    "Would drop 1",
  );
  expect(await ops("parked", "drop", "--code", "RangeError")).toBe("1 dropped\n");
  expect(await ops("parked", "drop", id)).toBe("Dropped.\n");
  expect(await world.redis.lrange("parked", 0, -1)).toEqual(["{"]);
});

test("the log says who did what and when, and what a dry run would do is not in it", async () => {
  await ops("pause");
  await ops("dead", "drop", "--all", "--dry-run");
  await ops("dead", "drop", "--code", "131026", "--until", "2026-01-31T08:00Z");
  await ops("resume");
  const lines = (await ops("log")).trim().split("\n");
  expect(lines.map((line) => line.split("  ").slice(1))).toEqual([
    ["night-shift", "resume"],
    ["night-shift", "dead drop --code 131026 --until 2026-01-31T08:00:00.000Z"],
    ["night-shift", "pause"],
  ]);
  for (const line of lines)
    expect(Date.now() - Date.parse(line.split("  ")[0] ?? "")).toBeLessThan(60_000);
  expect(await json("log", "--limit", "1")).toMatchObject([{ what: "resume" }]);
});

test("why names what a conversation waits for, and the command that helps", async () => {
  await world.open();
  const member = world.member();
  await register(member);
  await world.idle();
  const id = (await world.redis.keys("user:*.100000000000001"))[0]?.slice("user:".length) ?? "";
  const why = () => ops("why", `+${member.phone}`);
  expect(await why()).toMatch(
    /The session is in ready\.home and ends in \d+ (s|min)[\s\S]*Nothing is pending: it waits for the member/,
  );

  world.cloudApi.fail({ kind: "error", httpStatus: 500, code: 131016, times: 3 });
  await member.says("help");
  await vi.waitFor(
    async () =>
      expect(await why()).toMatch(
        /The reply help(, attempt \d)?, committed \d+ s ago, is (tried again|in progress)/,
      ),
    60_000,
  );
  await world.idle();

  const contact = id.split(".")[0] ?? "";
  const [entry] = [`s:1:0 1 2 1 ${JSON.stringify({ effect: money, at: Date.now() })}`];
  await world.redis.rpush(`unsettled:${id}`, entry);
  await world.redis.zadd("due:unsettled", Date.now() + 600_000, `unsettled ${id}`);
  await world.redis.rpush(`calls:${id}`, entry);
  await world.redis.hset("leases", `calls ${id}`, `w:1 ${Date.now() + 600_000}`);
  await world.redis.zadd("dead", Date.now(), `131026 replies ${id} s:1:1 0 0 0 {`);
  await world.redis.hset(
    `contact:${contact}`,
    "heard.100000000000001",
    Date.now() - 30 * 3_600_000,
  );
  await world.redis.hset(`contact:${contact}`, "notices", "off");
  await ops("pause");
  const told = await why();
  for (const line of [
    /The call createCredex, attempt 3, .* is in progress; its lease ends in/,
    /The money call without an answer createCredex, .* is tried again in 10 min/,
    /Money calls are paused since 2\d{3}-.*\n {4}→ npm run ops -- resume/,
    /WhatsApp's window closed 6 h ago/,
    /notifications off \(STOP\)/,
    /Dead letters: 1 × 131026\.\n {4}→ npm run ops -- dead list --conversation/,
  ])
    expect(told).toMatch(line);
  expect(told).not.toContain(member.phone);
  const [first] = (await json("why", member.phone)) as { reasons: unknown[] }[];
  expect(first?.reasons).toHaveLength(6);
});

const money = {
  ...{ kind: "call", token: "s:1:0", operation: "createCredex", input: {}, atMostOnce: true },
  ...{ address: { businessNumberId: "1", phone: "263770000000" }, locale: "en" },
};

const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse(await ops(...args, "--json"));

const ops = (...args: string[]) => runOps(redisUrl, ...args);
