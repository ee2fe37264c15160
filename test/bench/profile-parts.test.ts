import { expect, test } from "vitest";
import { parseProfile, timeByPart } from "../../scripts/bench/profile/parts.ts";
import { reportProfile } from "../../scripts/bench/report/profile-report.ts";

const SERVER = "file:///server";
const files = {
  webhook: `${SERVER}/dist/src/http/signed-webhook.js`,
  signature: `${SERVER}/dist/src/http/signature.js`,
  store: `${SERVER}/dist/src/redis/store.js`,
  driver: `/server/node_modules/ioredis/built/Redis.js`,
  turn: `${SERVER}/dist/src/conversation/turn/turn.js`,
  xstate: `/server/node_modules/xstate/dist/raise.cjs.js`,
  clock: `${SERVER}/dist/src/app.js`,
};

/** A profile of these stacks, each from the outermost function to the innermost, with the time of its one sample. */
function profileOf(...stacks: { stack: [functionName: string, url: string][]; us: number }[]) {
  type Node = { id: number; callFrame: { functionName: string; url: string }; children: number[] };
  const root: Node = { id: 1, callFrame: { functionName: "(root)", url: "" }, children: [] };
  const nodes: Node[] = [root];
  const samples = stacks.map(({ stack }) => {
    let caller = root;
    for (const [functionName, url] of stack) {
      const node: Node = { id: nodes.length + 1, callFrame: { functionName, url }, children: [] };
      caller.children.push(node.id);
      nodes.push(node);
      caller = node;
    }
    return caller.id;
  });
  const profile = { nodes, samples, timeDeltas: stacks.map(({ us }) => us) };
  return parseProfile(JSON.stringify(profile));
}

test("what V8 and Node do counts for the code that has called them", () => {
  const profile = profileOf(
    {
      stack: [
        ["take", files.webhook],
        ["isSigned", files.signature],
        ["update", "node:crypto"],
      ],
      us: 3,
    },
    {
      stack: [
        ["commit", files.store],
        ["toString", ""],
      ],
      us: 5,
    },
    {
      stack: [
        ["commit", files.store],
        ["send", files.driver],
        ["write", "node:net"],
        ["writev", ""],
      ],
      us: 7,
    },
    {
      stack: [
        ["runEvent", files.turn],
        ["step", files.xstate],
      ],
      us: 11,
    },
    { stack: [["runEvent", files.turn]], us: 13 },
    { stack: [["take", files.webhook]], us: 17 },
  );
  expect(timeByPart(profile)).toEqual([
    ["HTTP server", 17],
    ["turn, journal, counts", 13],
    ["XState", 11],
    ["Redis driver, writes to its socket", 7],
    ["arguments and answers of scripts, JSON", 5],
    ["signature of the webhook", 3],
  ]);
});

test("what nobody has called has a part of its own, and idle time has none", () => {
  const profile = profileOf(
    { stack: [["(idle)", ""]], us: 1_000 },
    { stack: [["(garbage collector)", ""]], us: 2 },
    { stack: [["(program)", ""]], us: 3 },
    {
      stack: [
        ["processTicksAndRejections", "node:internal"],
        ["runMicrotasks", ""],
      ],
      us: 4,
    },
    { stack: [["observe", files.clock]], us: 5 },
    // A sample can be taken before the one that precedes it.
    { stack: [["observe", files.clock]], us: -9 },
  );
  expect(timeByPart(profile)).toEqual([
    ["other code of the server", 5],
    ["Node: event loop, sockets, promises", 4],
    ["outside JavaScript", 3],
    ["garbage collection", 2],
  ]);
});

test("the report has each part's share, and its time for a message", () => {
  const parts: [string, number][] = [
    ["XState", 750],
    ["logs", 250],
  ];
  expect(reportProfile({ messages: 10, parts }).split("\n").slice(2)).toEqual([
    "| XState                   |  75 % |     75 µs |",
    "| logs                     |  25 % |     25 µs |",
  ]);
});
