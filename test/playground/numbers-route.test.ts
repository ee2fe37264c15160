import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import type { NumbersAnswer } from "../../src/playground/numbers-protocol.ts";
import type { Access } from "../../src/playground/playground-module.ts";
import type { Chart, LiveFrame } from "../../src/playground/protocol.ts";
import { createPlayground } from "../../src/playground/server.ts";
import { NUMBERS } from "../../src/policy.ts";
import { fillOffer, register } from "../journeys/walks.ts";
import { ownDatabase } from "../support/database.ts";
import { look } from "../support/viewer.ts";
import { shippedModels } from "./chart-models.ts";

const TOKEN = "a-token-of-the-tests-0123456789abcdef";
const charts = shippedModels as unknown as Chart[];
const playground = (access: Access) =>
  createPlayground({
    access,
    draw: async () => ({ charts, wordings: [] }),
    clientFolder: "/nowhere/",
  });

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

const ask = (query = "", headers: { [name: string]: string } = {}) =>
  fetch(`${world.serverUrl}/playground/api/numbers${query}`, { headers });
async function read(query = "", headers = {}): Promise<NumbersAnswer> {
  const response = await ask(query, headers);
  expect(response.status).toBe(200);
  return (await response.json()) as NumbersAnswer;
}

const takes = (edge: string) => (frame: LiveFrame) =>
  frame.kind === "step" && frame.step.taken.includes(edge);

describe("in development", () => {
  beforeEach(() => world.open({ playground: playground({ kind: "dev" }) }));

  test("the edges have as many turns as the steps that took them", async () => {
    const viewer = await look(world.serverUrl);
    const member = world.member();
    await register(member);
    await fillOffer(member);
    await member.taps("confirm");
    await viewer.sees(takes("root:ready.offer#done.offer#0"));
    await member.taps("offer");
    await member.says("much");
    await viewer.sees(takes("offer:filling.amount#text#1"));
    await member.says("cancel");
    await viewer.sees(takes("offer:filling#cancel#0"));
    const { columns, days, today, releases, locales, blurredBelow } = await read();
    const steps = viewer.steps();
    viewer.close();
    const taken = new Map<string, number>();
    for (const id of steps.flatMap((step) => [...new Set(step.taken)]))
      taken.set(id, (taken.get(id) ?? 0) + 1);
    const counted = columns[0]?.edges.map(({ id, times }) => [id, times] as const);
    expect(new Map(counted)).toEqual(taken);
    expect({ days, locales, blurredBelow }).toEqual({ days: [today], locales: ["en"] });
    expect(releases.map(({ name }) => name)).toEqual(["The built-in release"]);
  });

  test("a release, a language and a day have their own numbers; another release is beside them", async () => {
    await register(world.member());
    const { releases, today, firstDay } = await read();
    const own = releases[0]?.id ?? "";
    const { columns } = await read(`?release=${own}&beside=another`);
    expect(columns.map(({ release, states }) => [release, states.length > 0])).toEqual([
      [own, true],
      ["another", false],
    ]);
    for (const query of ["?locale=sn", `?day=${firstDay}`])
      expect((await read(query)).columns).toEqual([{ forms: [], states: [], edges: [] }]);
    expect((await read("?days=7")).days.at(-1)).toBe(today);
  });

  test.each([
    "?day=yesterday",
    "?day=2026-13-01",
    "?days=0",
    `?days=${NUMBERS.shownDays + 1}`,
    "?days=x",
    `?release=${"x".repeat(65)}`,
  ])("%s is no question that has an answer", async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ reason: expect.stringContaining("Numbers are of") });
  });

  test("no more days are read in a minute than a server has time for", async () => {
    const times = NUMBERS.readDaysAMinute / NUMBERS.shownDays;
    for (let time = 0; time < times; time++) await read(`?days=${NUMBERS.shownDays}`);
    const response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("60");
  });
});

describe("with a token", () => {
  beforeEach(() => world.open({ playground: playground({ kind: "token", tokens: [TOKEN] }) }));

  test("there are no numbers without it, and blurred ones with it", async () => {
    await register(world.member());
    expect((await ask()).status).toBe(401);
    const { columns, blurredBelow } = await read("", { authorization: `Bearer ${TOKEN}` });
    expect(blurredBelow).toBe(NUMBERS.blurBelow);
    expect(columns[0]?.edges).toContainEqual({
      id: "root:welcome#choice.register#0",
      times: { below: NUMBERS.blurBelow },
      isLeaving: false,
    });
    expect(columns[0]?.edges.filter(({ times }) => typeof times === "number")).toEqual([]);
  });
});
