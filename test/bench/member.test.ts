import { expect, test } from "vitest";
import type { Channel } from "../../scripts/bench/load/channel.ts";
import { createBatches, type Deliver, untilTaken } from "../../scripts/bench/load/deliver.ts";
import { DIALOGUE } from "../../scripts/bench/load/dialogue.ts";
import { createMember, type Member } from "../../scripts/bench/load/member.ts";
import { writeAtOnce, writeAtRate } from "../../scripts/bench/load/phases.ts";

const EVERYTHING = "How much is the amount? 20.00 USD to the handle of Bob Bakery. Cancelled.";

interface Server {
  member(phone: string): Member;
  written: { from: string; text: string }[][];
}

/** A server that sends `replyTo` of each message, if there is one. */
function serve(replyTo: (text: string) => string | undefined, status = 200): Server {
  const listeners = new Map<string, (text: string) => void>();
  const written: Server["written"] = [];
  const channel: Pick<Channel, "listen"> = {
    listen(member, listener) {
      listeners.set(member, listener);
      return () => listeners.delete(member);
    },
  };
  const deliver: Deliver = async (messages) => {
    written.push(messages.map(({ from, text }) => ({ from, text })));
    for (const { from, text } of messages) {
      const reply = replyTo(text);
      if (reply !== undefined) listeners.get(from)?.(reply);
    }
    return { status, body: "" };
  };
  return { written, member: (phone) => createMember({ phone, channel, deliver }) };
}

test("a member repeats the dialogue", async () => {
  const { member, written } = serve((text) => `${text}: ${EVERYTHING}`);
  const writer = member("1");
  for (let step = 0; step < DIALOGUE.length + 1; step++) await writer.next();
  expect(written.flat().map(({ text }) => text)).toEqual(
    [...DIALOGUE, ...DIALOGUE.slice(0, 1)].map(({ says }) => says),
  );
});

test("a first reply that does not fit the step is an error", async () => {
  await expect(
    serve(() => "Sorry")
      .member("1")
      .next(),
  ).rejects.toThrow('"Make an offer" got "Sorry"');
});

test("a reply that differs from the one before is an error", async () => {
  let replies = 0;
  const { member } = serve(() => `${EVERYTHING} ${Math.floor(replies++ / DIALOGUE.length)}`);
  const writer = member("1");
  for (const _ of DIALOGUE) await writer.next();
  await expect(writer.next()).rejects.toThrow("instead of");
});

test("a webhook that is refused is an error", async () => {
  const { member } = serve(() => EVERYTHING, 503);
  await expect(member("1").next()).rejects.toThrow("answered with 503");
});

test("each member writes until enough messages are written", async () => {
  const { member, written } = serve(() => EVERYTHING);
  const phase = await writeAtOnce([member("1"), member("2")], (messages) => messages >= 10);
  expect(phase.messages).toBe(written.length);
  expect(phase.latenciesMs).toHaveLength(phase.messages);
  expect(new Set(written.flat().map(({ from }) => from))).toEqual(new Set(["1", "2"]));
});

test("a failure ends a phase at a fixed rate", async () => {
  const { member } = serve(() => "Sorry");
  const load = { perSecond: 100, seconds: 60 };
  await expect(writeAtRate([member("1")], load)).rejects.toThrow("Sorry");
});

test("messages of several members share a POST, once each has written one", async () => {
  const posts: string[][] = [];
  const deliver = createBatches(2, async (written) => {
    posts.push(written.map(({ text }) => text));
    return { status: 200, body: `${posts.length}` };
  });
  const write = (text: string) => deliver([{ from: "1", text, id: 1 }]);
  const answers = await Promise.all([write("a"), write("b"), write("c"), write("d")]);
  expect(posts).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(answers.map(({ body }) => body)).toEqual(["1", "1", "2", "2"]);
});

test("a delivery is repeated while the server refuses it with 503", async () => {
  const bodies: string[] = [];
  const deliver = untilTaken(async ([written]) => {
    bodies.push(`${written?.id} ${written?.text}`);
    return { status: bodies.length < 3 ? 503 : 400, body: "" };
  });
  expect(await deliver([{ from: "1", text: "hi", id: 7 }])).toEqual({ status: 400, body: "" });
  expect(bodies).toEqual(["7 hi", "7 hi", "7 hi"]);
});
