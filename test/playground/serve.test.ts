import { afterEach, beforeEach, expect, test } from "vitest";
import { StateMachine } from "xstate";
import { en } from "../../machines/copy/en.ts";
import { firm, words } from "../../machines/copy/words.ts";
import { root } from "../../machines/root.ts";
import type { CommittedTurn } from "../../src/conversation/engine.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import type { Serving } from "../../src/vimbiso.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

/** What is served, with another hash of its own, and this mark in what help says. */
function marked(mark: string): Serving {
  const machine = new StateMachine({ ...root.config, description: mark }, root.implementations);
  return {
    root: machine,
    copies: { en: { ...en, help: mark } },
    words,
    firm,
  };
}

test("an edit is served from the next turn on, and the conversation continues in its state", async () => {
  const { app } = await world.open();
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  await member.taps("register");
  await member.hears(said("registration.firstname.ask"));
  app.serve({
    ...marked("I am edited"),
    copies: { en: { ...en, "registration.lastname.ask": "And your family's name, {firstname}?" } },
    words: { en: { ...words.en, help: ["rescue"] } },
    firm: ["rescue"],
  });
  await member.says("Tariro");
  await member.hears("And your family's name, Tariro?");
  await member.says("rescue");
  await member.hears(said("help"));
});

test("turns that run while it is swapped go by one machine and its own copy, never by two", async () => {
  const turns: CommittedTurn[] = [];
  const servings = [marked("one"), marked("two")];
  const { app } = await world.open({
    onTurn(taken) {
      turns.push(taken);
      const [next] = servings.splice(0, 1);
      if (next) servings.push(next);
      if (next) app.serve(next);
    },
  });
  const members = Array.from({ length: 8 }, () => world.member());
  for (const member of members) {
    await member.says("hi");
    // While it is found out who they are, what they write is let be.
    await member.hears(said("welcome.ask"));
  }
  await Promise.all(members.flatMap((member) => [member.says("help"), member.says("help")]));
  // Those may all have gone by the same one; of two in a row, each goes by another.
  await members[0]?.says("help");
  await members[0]?.says("help");
  const replied = turns.flatMap(({ turn }) =>
    turn.kind === "taken"
      ? turn.effects.flatMap((effect) =>
          effect.kind === "reply" && effect.keys.includes("help")
            ? [`${turn.record.machine.hash} ${effect.message.text}`]
            : [],
        )
      : [],
  );
  expect(replied.length).toBeGreaterThanOrEqual(18);
  expect(new Set(replied.filter((words) => /(one|two)$/.test(words))).size).toBe(2);
});

test("watchers receive each turn after its commit, with the state before it", async () => {
  const turns: CommittedTurn[] = [];
  const stored: (string | null)[] = [];
  const reads: Promise<void>[] = [];
  await world.open({
    onTurn(taken) {
      turns.push(taken);
      const key = `user:${taken.conversationId}`;
      reads.push(world.redis.get(key).then((text) => void stored.push(text)));
    },
  });
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  await world.idle();
  await Promise.all(reads);
  expect(turns.map(({ event, outcome, attempts }) => [event.kind, outcome, attempts])).toEqual([
    ["message", "committed", 1],
    ["result", "committed", 1],
  ]);
  const [first, second] = turns;
  expect(first?.before).toBeUndefined();
  expect(second?.before).toEqual(first?.turn.kind === "taken" && first.turn.record);
  expect(stored[0]).toContain('"_version":');
});

test("a watcher that throws breaks no turn", async () => {
  const { telemetryEvents } = await world.open({
    onTurn() {
      throw new TypeError("watching is hard");
    },
  });
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  expect(telemetryEvents).toContainEqual(
    expect.objectContaining({ kind: "failure", where: "onTurn" }),
  );
});
