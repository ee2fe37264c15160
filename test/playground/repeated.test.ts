import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { repeat } from "../../src/playground/client/repeat.ts";
import type { Input, Member } from "../../src/playground/protocol.ts";
import { createPlayground } from "../../src/playground/server.ts";
import type { TestScript } from "../../src/playground/test-script.ts";
import { enrich } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { look } from "../support/viewer.ts";
import {
  bubblesOf,
  converse,
  forkAt,
  isQuiet,
  type Playground,
  RandomMember,
  stepsOf,
} from "./random-conversation.ts";
import { runScript } from "./run-script.ts";
import { openPageWorld } from "./world-page.ts";

/** `CONVERSATIONS=200` for a thorough run, `SEED=7` for other conversations. */
const RUNS = Number(process.env.CONVERSATIONS ?? 3);
const SEED = Number(process.env.SEED ?? 1);
const LONG_MS = 60_000 + RUNS * 30_000;
const STEPS = 22;

let playground: Playground;
beforeAll(async () => {
  const page = await openPageWorld(ownDatabase());
  const draw = async () => ({ charts: [], wordings: [] });
  const settings = { access: { kind: "dev" as const }, draw, clientFolder: "/nowhere/" };
  await page.open({ playground: createPlayground({ ...settings, worldUrl: page.url }) });
  enrich(page.credexCore);
  playground = { page, viewer: await look(page.serverUrl) };
});
afterAll(async () => {
  playground.viewer.close();
  await playground.page.close();
});

async function scriptOf(number: string): Promise<TestScript> {
  const last = stepsOf(playground, number).at(-1);
  const query = `conversation=${last?.conversationId}&to=${last?.number}`;
  const { page } = playground;
  const response = await fetch(`${page.serverUrl}/playground/api/script?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as TestScript;
}

/** As the page does it for a link. */
async function replay(locale: string, inputs: Input[]): Promise<string> {
  const { page } = playground;
  const { number } = await page.member({ name: "Replay", locale });
  const posts = async (path: string, body: object) =>
    (await page.asks("POST", `/world/${path}`, body)).status < 300;
  return repeat(inputs, {
    steps: () => stepsOf(playground, number),
    bubbles: () => bubblesOf(playground, number),
    send: (content) => posts("messages", { number, content }),
    skip: (minutes) => posts("skip", { minutes }),
    notify: (notice) => posts("notices", { number, notice }),
    until: async (isSo) => {
      await vi.waitUntil(isSo, { timeout: 20_000, interval: 5 }).catch(() => {});
      return isSo();
    },
    onProgress() {},
  });
}

/** What differs in a conversation that was copied as a test and as a link; empty if nothing. */
async function differences({ number, locale }: Member): Promise<string[]> {
  const { test: script, inputs } = await scriptOf(number);
  const found: string[] = [];
  try {
    runScript(script);
  } catch (error) {
    found.push(`${error}\n${script}`);
  }
  const outcome = await replay(locale, inputs);
  if (!outcome.startsWith("Repeated")) found.push(`${outcome}\n${JSON.stringify(inputs)}`);
  return found;
}

/** What the promise is about; each is in one of so many conversations at least. */
const HAPPENINGS = ["due date", "notification", "fork", "pause"] as const;
type Happening = (typeof HAPPENINGS)[number];
const SELDOM = 20;

function happeningsOf({ member, isFork }: RandomMember): Happening[] {
  const steps = stepsOf(playground, member.number);
  const has: { [Name in Happening]: boolean } = {
    "due date": steps.some(({ replies }) =>
      replies.some(({ keys }) => keys.includes("offer.unsecured.ask")),
    ),
    notification: steps.some(({ event }) => event.kind === "notice"),
    fork: isFork,
    pause: steps.some(
      ({ event, at }, index) =>
        event.kind === "timer" || at - (steps[index - 1]?.at ?? at) > 59_000,
    ),
  };
  return HAPPENINGS.filter((one) => has[one]);
}

test("a fork whose account was being opened has it afterwards", async () => {
  const { page } = playground;
  const member = new RandomMember(playground, await page.member({ name: "Somebody" }));
  await member.says("hi");
  await member.registers();
  const opening = stepsOf(playground, member.member.number).find(({ calls }) =>
    calls.some(({ operation }) => operation === "onboardMember"),
  );
  const fork = await forkAt(playground, opening);
  if (!fork) throw new Error("It was not forked");
  const forked = new RandomMember(playground, fork);
  await page.asks("POST", "/world/skip", { minutes: 11 });
  await forked.says("hi");
  expect(stepsOf(playground, fork.number).at(-1)?.metadata.stage).toBe("ready.home");
  expect(await differences(fork)).toEqual([]);
});

test("the pause before a fork is none of the fork's", async () => {
  const { page } = playground;
  const first = await page.member({ name: "Somebody" });
  const does = async ({ number }: Member, content: object) => {
    const before = stepsOf(playground, number).length;
    await page.asks("POST", "/world/messages", { number, content });
    await isQuiet(playground, number, before);
  };
  const taps = async (member: Member, name: string) => {
    const offered = bubblesOf(playground, member.number).flatMap(({ choices = [] }) => choices);
    const choice = offered.findLast(({ id }) => id.endsWith(`~${name}`));
    await does(member, { kind: "choice", id: choice?.id, title: choice?.title });
  };
  await does(first, { kind: "text", text: "hi" });
  await taps(first, "register");
  await does(first, { kind: "text", text: "Tariro" });
  await does(first, { kind: "text", text: "Moyo" });
  await page.asks("POST", "/world/skip", { minutes: 3 });
  const step = stepsOf(playground, first.number).at(-1);
  const fork = await forkAt(playground, step);
  if (!fork) throw new Error("It was not forked");
  // An old button changes nothing, and the question's time continues.
  await page.asks("POST", "/world/skip", { minutes: 2 });
  await taps(fork, "register");
  await page.asks("POST", "/world/skip", { minutes: 2 });
  const events = stepsOf(playground, fork.number).map(({ event }) => event.kind);
  expect(events.slice(-2)).toEqual(["message", "timer"]);
  expect(await differences(fork)).toEqual([]);
});

test(
  "of any conversation the copied test passes, and the replay link repeats every step",
  async () => {
    const numbers = fc.array(fc.nat(999_999), { minLength: STEPS, maxLength: STEPS });
    const found: string[] = [];
    const happened = new Map<Happening, number>();
    for (const [index, each] of fc.sample(numbers, { numRuns: RUNS, seed: SEED }).entries()) {
      const somebody = await converse(playground, each);
      for (const one of await differences(somebody.member))
        found.push(`Conversation ${index}: ${one}`);
      for (const one of happeningsOf(somebody)) happened.set(one, (happened.get(one) ?? 0) + 1);
    }
    expect(found.join("\n\n")).toBe("");
    // In a thorough run each happens often enough to prove something.
    for (const one of HAPPENINGS)
      expect(happened.get(one) ?? 0, one).toBeGreaterThanOrEqual(Math.floor(RUNS / SELDOM));
  },
  LONG_MS,
);
