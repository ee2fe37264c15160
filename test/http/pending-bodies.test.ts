import { stat } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPendingBodies, type PendingBodiesOptions } from "../../src/http/pending-bodies.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a body", () => {
  test("is late three seconds after its request began, however its bytes trickle", async () => {
    const { begin, cuts } = open();
    const slow = begin("slow");
    for (let second = 1; second <= 2; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      slow.add(1);
    }
    await vi.advanceTimersByTimeAsync(990);
    expect(cuts).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(cuts).toEqual(["slow late"]);
  });

  test("that is large gets the time that it needs at the slowest rate", async () => {
    const { begin, cuts } = open();
    const large = begin("large");
    large.add(1024 * 1024);
    await vi.advanceTimersByTimeAsync(6_990);
    expect(cuts).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(cuts).toEqual(["large late"]);
  });

  test("that has arrived while the process was busy is not late", async () => {
    vi.useRealTimers();
    const { begin, cuts } = open({ bodyMs: 5 });
    const arrived = begin("arrived");
    const reading = new Promise<void>((resolve) => {
      stat(".", () => {
        arrived.end();
        resolve();
      });
    });
    // The deadline passes and the read ends, while nothing else can run.
    const until = performance.now() + 300;
    while (performance.now() < until);
    await reading;
    await new Promise(setImmediate);
    expect(cuts).toEqual([]);
  });

  test("that has ended is never cut", async () => {
    const { begin, cuts, bodies } = open();
    begin("ended").end();
    await vi.advanceTimersByTimeAsync(60_000);
    bodies.close();
    expect(cuts).toEqual([]);
  });
});

describe("when there is no room", () => {
  test("the request that is closest to its deadline goes, and the newcomer is taken", () => {
    const { begin, cuts, tick } = open({ maxRequests: 2 });
    begin("a");
    tick(10);
    begin("b");
    tick(10);
    begin("c");
    expect(cuts).toEqual(["a displaced"]);
  });

  test("a request that has sent much stays before one that is younger and sends nothing", () => {
    const { begin, cuts, tick } = open({ maxRequests: 2 });
    begin("quick").add(1_000_000);
    tick(1_000);
    begin("silent");
    begin("next");
    expect(cuts).toEqual(["silent displaced"]);
  });

  test("the address with the most requests gives one up", () => {
    const { begin, cuts, tick } = open({ maxRequests: 4 });
    begin("honest");
    tick(10);
    for (const name of ["x1", "x2", "x3", "x4", "x5"]) begin(name, "attacker");
    expect(cuts).toEqual(["x1 displaced", "x2 displaced"]);
    begin("other honest");
    expect(cuts.slice(2)).toEqual(["x3 displaced"]);
  });

  test("for its bytes, the sender of the next bytes is not the one to go", () => {
    const { begin, cuts, tick } = open({ maxBytes: 1_000 });
    const stalled = begin("stalled");
    stalled.add(600);
    tick(500);
    const sending = begin("sending");
    begin("empty");
    sending.add(300);
    sending.add(300);
    expect(cuts).toEqual(["stalled displaced"]);
  });

  test("bytes of requests that are gone are free again", () => {
    const { begin, cuts } = open({ maxBytes: 1_000 });
    for (let time = 1; time <= 10; time++) {
      const body = begin(`${time}`);
      body.add(900);
      body.end();
    }
    expect(cuts).toEqual([]);
  });

  test("a single request that exceeds the memory for all is dropped", () => {
    const { begin, cuts } = open({ maxBytes: 1_000 });
    const only = begin("only");
    for (const bytes of [1, 63, 233, 341, 364]) only.add(bytes);
    expect(cuts).toEqual(["only displaced"]);
  });

  test("limits hold, whatever comes in whatever order, and every request ends once", () => {
    const step = fc.record({
      kind: fc.constantFrom("begin", "add", "end"),
      peer: fc.constantFrom("a", "b", "c"),
      at: fc.nat(),
      bytes: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const crowd = openCrowd();
        for (const { kind, peer, at, bytes } of steps) {
          if (kind === "begin") crowd.begin(peer);
          else if (kind === "add") crowd.pick(at)?.add(bytes);
          else crowd.pick(at)?.end();
          expect(crowd.held().length).toBeLessThanOrEqual(5);
          const held = crowd.held().reduce((sum, one) => sum + one.bytes, 0);
          expect(held).toBeLessThanOrEqual(1_000);
        }
        crowd.bodies.close();
        expect(crowd.held()).toEqual([]);
        expect(crowd.all.every(({ ends }) => ends === 1)).toBe(true);
      }),
    );
  });
});

test("a closed budget cuts what is pending and what begins later", () => {
  const { begin, cuts, bodies } = open();
  begin("before");
  bodies.close();
  begin("after");
  expect(cuts).toEqual(["before closing", "after closing"]);
});

function open(options: PendingBodiesOptions = {}) {
  const cuts: string[] = [];
  const bodies = createPendingBodies(options);
  return {
    bodies,
    cuts,
    tick: (ms: number) => vi.advanceTimersByTime(ms),
    begin: (name: string, peer = name) =>
      bodies.begin({ peer, onCut: (cut) => cuts.push(`${name} ${cut}`) }),
  };
}

/** Requests that know what they hold, and how often they have ended. */
function openCrowd() {
  const bodies = createPendingBodies({ maxRequests: 5, maxBytes: 1_000, now: () => 0 });
  const all: { bytes: number; ends: number; add(bytes: number): void; end(): void }[] = [];
  const held = () => all.filter(({ ends }) => ends === 0);
  return {
    bodies,
    all,
    held,
    pick: (at: number) => held()[at % Math.max(1, held().length)],
    begin(peer: string) {
      const body = bodies.begin({
        peer,
        onCut: () => {
          request.ends += 1;
        },
      });
      const request = {
        ...{ bytes: 0, ends: 0 },
        add(bytes: number) {
          request.bytes += bytes;
          body.add(bytes);
        },
        end() {
          body.end();
          request.ends += 1;
        },
      };
      all.push(request);
    },
  };
}
