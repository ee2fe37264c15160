import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld } from "../../src/loopback/world.ts";
import type { StoredStep } from "../../src/playground/step-view.ts";
import { createStepsFile } from "../../src/playground/steps-file.ts";
import { ownDatabase } from "../support/database.ts";
import { FROM_SOURCE, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { look } from "../support/viewer.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steps-"));
  path = join(folder, "deep", "steps.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

function kept(number: number): StoredStep {
  return {
    step: {
      conversationId: "c",
      number,
      at: number,
      event: { kind: "timer", name: "after.replyTimeout" },
      outcome: "committed",
      attempts: 1,
      active: [],
      taken: [],
      possible: [],
      replies: [],
      calls: [],
      version: number,
      lastUpdated: "",
      expiresAt: 0,
      metadata: { stage: "", direction: "IN" },
      pending: { timers: [], calls: [] },
      contexts: {},
      record: {},
    },
    inner: { before: "open", calls: [] },
  };
}

const numbers = (all: StoredStep[]) => all.map(({ step }) => step.number);
const open = (maxBytes?: number, worthKeeping: () => StoredStep[] = () => []) =>
  createStepsFile(path, { worthKeeping, ...(maxBytes && { maxBytes }) });

test("what was appended is read by whoever comes after", () => {
  const file = open();
  expect(file.read()).toEqual([]);
  file.append(kept(1));
  file.append(kept(2));
  expect(open().read()).toEqual([kept(1), kept(2)]);
});

test("a last line that was torn is left out, and what follows it is not lost with it", () => {
  open().append(kept(1));
  writeFileSync(path, '{"step":{"conversationId":"c","num', { flag: "a" });
  const file = open();
  expect(numbers(file.read())).toEqual([1]);
  file.append(kept(2));
  expect(numbers(open().read())).toEqual([1, 2]);
});

test("a later version of a step takes the place of the first", () => {
  const file = open();
  for (const number of [1, 2]) file.append(kept(number));
  const { step, inner } = kept(1);
  const later = { step: { ...step, outcome: "parked" as const }, inner };
  file.append(later);
  expect(open().read()).toEqual([later, kept(2)]);
});

test("it grows no longer than it may, and keeps the newest that are worth it", () => {
  const all = Array.from({ length: 100 }, (_, index) => kept(index + 1));
  const known: StoredStep[] = [];
  const file = open(10_000, () => known);
  for (const one of all) {
    known.push(one);
    file.append(one);
    expect(statSync(path).size).toBeLessThanOrEqual(10_000);
  }
  const read = numbers(open().read());
  expect(read.at(-1)).toBe(100);
  expect(read.length).toBeGreaterThan(5);
  expect(read).toEqual([...read].sort((one, other) => one - other));
});

test("nobody else on the machine can read it", () => {
  open().append(kept(1));
  expect(statSync(path).mode & 0o077).toBe(0);
});

test("after a kill -9 the server still shows what went before, and counts on", async () => {
  const world = await openWorld(ownDatabase());
  const env = { ...world.env, PLAYGROUND: "dev", PLAYGROUND_STEPS_FILE: path };
  try {
    const first = await startServer(env, { args: FROM_SOURCE });
    const member = world.member();
    await member.says("hi");
    await member.hears(said("welcome.ask"));
    await first.kill();
    const second = await startServer(env, { args: FROM_SOURCE });
    const viewer = await look(world.serverUrl);
    const hello = await viewer.sees((frame) => frame.kind === "hello");
    expect(hello).toMatchObject({ steps: [{ number: 2, metadata: { stage: "welcome" } }] });
    await member.taps("register");
    expect((await viewer.seesStage("registration/filling.naming.firstname")).number).toBe(3);
    expect(readFileSync(path, "utf8")).not.toMatch(/jwt_token|credex_token|eyJ/);
    viewer.close();
    await second.kill();
  } finally {
    await world.close();
  }
});

test("after a kill -9 the server still shows which reply was not delivered", async () => {
  const world = await openWorld(ownDatabase());
  const env = { ...world.env, PLAYGROUND: "dev", PLAYGROUND_STEPS_FILE: path };
  try {
    const first = await startServer(env, { args: FROM_SOURCE });
    const viewer = await look(world.serverUrl);
    world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
    await world.member().says("hi");
    await viewer.sees(
      (frame) => frame.kind === "step" && frame.step.replies.some(({ givenUpFor }) => givenUpFor),
    );
    viewer.close();
    await first.kill();
    const second = await startServer(env, { args: FROM_SOURCE });
    const later = await look(world.serverUrl);
    expect(await later.sees((frame) => frame.kind === "hello")).toMatchObject({
      steps: [{ replies: [{ givenUpFor: "131026" }] }],
    });
    later.close();
    await second.kill();
  } finally {
    await world.close();
  }
});

test("a server that is asked to stop does so, despite viewers", async () => {
  const world = await openWorld(ownDatabase());
  try {
    const server = await startServer({ ...world.env, PLAYGROUND: "dev" }, { args: FROM_SOURCE });
    const viewer = await look(world.serverUrl);
    const ended = new Promise((resolve) => server.process.once("exit", resolve));
    server.process.kill("SIGTERM");
    expect(await ended).toBe(0);
    viewer.close();
  } finally {
    await world.close();
  }
});
