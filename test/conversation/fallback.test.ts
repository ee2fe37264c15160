import { describe, expect, test } from "vitest";
import type { Channel, SendOutcome } from "../../src/conversation/ports/channel.ts";
import { createDispatcherWorld, reply } from "../support/dispatcher-world.ts";

const unfit: SendOutcome = { kind: "unfit", code: "131009" };

/** A channel with two other forms of each reply. */
function open() {
  const world = createDispatcherWorld();
  const { sent, answers, clock } = world;
  let sendMs = 0;
  const channel: Channel = {
    async send({ reply }) {
      clock.now += sendMs;
      sent.push(reply.message.text);
      const answer = answers.shift();
      return answer ?? { kind: "accepted", messageId: "1" };
    },
    async read() {},
    fallbacks: ({ message: { text } }, { sorry }) => [
      { form: "plain", message: { text: `${text} plain` } },
      { form: "apology", message: { text: `${text} ${sorry}` } },
    ],
  };
  const fallbacks = () => world.telemetryEvents.filter(({ kind }) => kind === "fallback");
  const takes = (ms: number) => {
    sendMs = ms;
  };
  return { ...world, takes, fallbacks, worker: world.dispatcher({ channel }), channel };
}

describe("a reply whose content the channel refuses", () => {
  test("is sent in the next form, before the one behind it, and is counted", async () => {
    const { put, worker, answers, sent, store, fallbacks } = open();
    answers.push(unfit);
    await put(reply("1"), reply("2"));
    await worker.tick();
    expect(sent).toEqual(["1", "1 plain", "2"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 0 });
    expect(fallbacks()).toMatchObject([{ form: "plain", code: "131009" }]);
  });

  test("becomes an apology at last, and only then a dead letter", async () => {
    const { put, worker, answers, sent, store, fallbacks } = open();
    answers.push(unfit, unfit, { kind: "accepted", messageId: "1" }, unfit, unfit, unfit);
    await put(reply("1"), reply("2"), reply("3"));
    await worker.tick();
    expect(sent).toEqual(["1", "1 plain", "1 sorry", "2", "2 plain", "2 sorry", "3"]);
    expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
    expect(fallbacks()).toMatchObject([
      { form: "plain" },
      { form: "apology" },
      { form: "plain" },
      { form: "apology" },
    ]);
  });

  test("is begun anew where its next form meets trouble that passes", async () => {
    const { put, worker, answers, sent, clock } = open();
    const passing = { kind: "retry", code: "2", reason: "passing", tries: 4 } as const;
    answers.push(unfit, { ...passing, delayMs: 1_000 }, unfit);
    await put(reply("1"));
    await worker.tick();
    clock.now += 1_000;
    await worker.tick();
    expect(sent).toEqual(["1", "1 plain", "1", "1 plain"]);
  });

  test("is not sent in another form where that could arrive after the lease", async () => {
    const { put, worker, answers, sent, takes } = open();
    takes(2_001);
    answers.push(unfit);
    await put(reply("1"));
    await worker.tick();
    expect(sent).toEqual(["1"]);
    takes(0);
    answers.push(unfit);
    await worker.tick();
    expect(sent).toEqual(["1", "1", "1 plain"]);
  });

  test("is given up where every lease is too short for its forms", async () => {
    const { put, worker, answers, takes, store } = open();
    takes(2_001);
    answers.push(...Array(9).fill(unfit));
    await put(reply("1"));
    for (let pass = 0; pass < 9; pass++) await worker.tick();
    expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
  });
});

test("a reply that nobody can receive is not tried in other forms", async () => {
  const { put, worker, answers, sent, store } = open();
  answers.push({ kind: "refused", code: "131026" });
  await put(reply("1"));
  await worker.tick();
  expect(sent).toEqual(["1"]);
  expect(await store.count()).toMatchObject({ dead: 1 });
});

test("a channel that throws is asked for another form, and a fallback that throws gives the reply up", async () => {
  const { put, dispatcher, channel, sent, store } = open();
  let throws = 1;
  const send: Channel["send"] = async (request) => {
    if (throws-- > 0) throw new TypeError("x");
    return channel.send(request);
  };
  await put(reply("1"));
  await dispatcher({ channel: { ...channel, send } }).tick();
  expect(sent).toEqual(["1 plain"]);
  throws = 1;
  const fallbacks = () => {
    throw new TypeError("x");
  };
  await put(reply("2"), reply("3"));
  await dispatcher({ channel: { ...channel, send, fallbacks } }).tick();
  expect(sent).toEqual(["1 plain", "3"]);
  expect(await store.count()).toMatchObject({ due: 0, dead: 1 });
});
