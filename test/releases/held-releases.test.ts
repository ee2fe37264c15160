import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createMemoryServerReports } from "../../src/memory/memory-server-reports.ts";
import { RELEASES, SESSION_SECONDS } from "../../src/policy.ts";
import { createHeldReleases } from "../../src/releases/held-releases.ts";
import { publish, type Rollout, readRollout } from "../../src/releases/rollout.ts";
import { createRolloutWatch } from "../../src/releases/rollout-watch.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, render } from "../support/bank.ts";

const release = (identity: string): TurnOptions => ({
  release: { machine: bank, hash: "h", identity, contract },
  ...{ render, interpret, isAtMostOnce },
});
const SESSION_MS = SESSION_SECONDS * 1_000;
const anybody = { contactId: "c1", phone: undefined };

/** A server that was built with `r0`, and a store with these releases. */
function createServer(...stored: string[]) {
  const clock = { now: 0 };
  const loads: string[] = [];
  const facts: TelemetryEvent[] = [];
  const source = new Set(stored);
  const builtIn = release("r0");
  const observe = (fact: TelemetryEvent) => facts.push(fact);
  const releases = createHeldReleases({
    builtIn: () => builtIn,
    async load(id) {
      loads.push(id);
      if (!source.has(id)) throw new Error("It is not stored");
      return release(id === "misnamed" ? "r9" : id);
    },
    sessionMs: SESSION_MS,
    clock: () => clock.now,
    observe,
  });
  const met = async () => {
    const { identity } = (await releases.forContact(anybody)).release;
    return identity;
  };
  return { releases, clock, loads, facts, source, met, observe };
}

const toAll = (release: string, before?: Rollout) => publish(before, { release, to: "all" });

describe("a server with published releases", () => {
  test("serves what it was built with while there is no rollout", async () => {
    const { releases, met } = createServer();
    await releases.follow(undefined);
    releases.open();
    expect(await met()).toBe("r0");
  });

  test("begins no turn of a new session before it knows the rollout", async () => {
    const { releases, met } = createServer("r1");
    const first = met();
    await releases.follow(toAll("r1"));
    releases.open();
    expect(await first).toBe("r1");
  });

  test("chooses by a rollout only once it has loaded every release that it names", async () => {
    const { releases, met, source, clock, facts } = createServer("r1");
    releases.open();
    const first = toAll("r1");
    await releases.follow(first);
    const second = toAll("r2", first);
    await releases.follow(second);
    expect(await met()).toBe("r1");
    expect(releases.report()).toMatchObject({ loaded: ["r0", "r1"], rolloutVersion: 1 });
    expect(facts).toMatchObject([{ kind: "failure", where: "release" }]);
    source.add("r2");
    clock.now += RELEASES.retryMs;
    await releases.follow(second);
    expect(await met()).toBe("r2");
  });

  test("serves the current release while the next one cannot be loaded", async () => {
    const { releases, met, source, clock } = createServer("r1");
    const rollout = publish(toAll("r1"), { release: "r2", to: 99 });
    await releases.follow(rollout);
    releases.open();
    expect(await met()).toBe("r1");
    expect(releases.report()).toMatchObject({ loaded: ["r0", "r1"], rolloutVersion: 0 });
    source.add("r2");
    clock.now += RELEASES.retryMs;
    await releases.follow(rollout);
    expect(await met()).toBe("r2");
    expect(releases.report()).toMatchObject({ rolloutVersion: 2 });
  });

  test("keeps serving the current release that the rollout names while the next one cannot be loaded", async () => {
    const { releases, met, clock } = createServer("r1");
    releases.open();
    await releases.follow(publish(toAll("r1"), { release: "r2", to: 99 }));
    clock.now += SESSION_MS + 1;
    releases.forgetUnused();
    expect(await met()).toBe("r1");
    await releases.follow(undefined);
    expect(await met()).toBe("r0");
  });

  test("follows a rollout that was deleted and begun again, whatever its version", async () => {
    const { releases, met } = createServer("r1", "r2");
    releases.open();
    await releases.follow(toAll("r1"));
    await releases.follow(toAll("r2"));
    expect(await met()).toBe("r2");
  });

  test("loads a release once for all who need it at the same time", async () => {
    const { releases, loads } = createServer("r1");
    releases.open();
    const held = await Promise.all([releases.hold("r1"), releases.hold("r1")]);
    expect(held.map((turn) => turn?.release.identity)).toEqual(["r1", "r1"]);
    await releases.hold("r1");
    expect(loads).toEqual(["r1"]);
  });

  test("does not ask for a missing release at every message", async () => {
    const { releases, loads, clock, source } = createServer();
    releases.open();
    expect(await releases.hold("r1")).toBeUndefined();
    clock.now += RELEASES.retryMs - 1;
    expect(await releases.hold("r1")).toBeUndefined();
    expect(loads).toEqual(["r1"]);
    source.add("r1");
    clock.now += 1;
    expect(await releases.hold("r1")).toMatchObject({ release: { identity: "r1" } });
  });

  test("an ended release takes no turn, also none that begins before the rollout is known", async () => {
    const { releases } = createServer("r1", "r2", "r3");
    const begun = releases.hold("r1");
    const ending = publish(toAll("r1"), { release: "r2", to: "all", isNow: true });
    await releases.follow(ending);
    releases.open();
    expect(await begun).toBeUndefined();
    expect(await releases.hold("r0")).toBeUndefined();
    expect(await releases.hold("r2")).toMatchObject({ release: { identity: "r2" } });
    const draft = publish(ending, { release: "r3", to: "draft" });
    await releases.follow(draft);
    expect(await releases.hold("r3")).toMatchObject({ release: { identity: "r3" } });
    expect(await releases.hold("r1")).toBeUndefined();
    await releases.follow(toAll("r3", draft));
    expect(await releases.hold("r2")).toMatchObject({ release: { identity: "r2" } });
  });

  test("does not serve a release under the id of another", async () => {
    const { releases } = createServer("misnamed");
    releases.open();
    expect(await releases.hold("misnamed")).toBeUndefined();
  });

  test("forgets a release once no session can need it, and keeps those of the rollout", async () => {
    const { releases, clock } = createServer("r1", "r2");
    releases.open();
    await releases.follow(toAll("r1"));
    await releases.hold("r2");
    clock.now += SESSION_MS;
    releases.forgetUnused();
    expect(releases.report().loaded).toEqual(["r0", "r1", "r2"]);
    clock.now += 1;
    releases.forgetUnused();
    expect(releases.report().loaded).toEqual(["r0", "r1"]);
  });
});

describe("the watch", () => {
  const watched = (server: ReturnType<typeof createServer>) => {
    const stored: { text: string | undefined; isReachable: boolean } = {
      text: undefined,
      isReachable: true,
    };
    const reports = createMemoryServerReports({ clock: () => server.clock.now });
    const watch = createRolloutWatch({
      releases: server.releases,
      store: {
        async loadRollout() {
          if (!stored.isReachable) throw new StoreError("unavailable", "Connection lost");
          return stored.text === undefined ? undefined : readRollout(stored.text);
        },
      },
      reports,
      serverId: "s1",
      clock: () => server.clock.now,
      observe: server.observe,
    });
    return { stored, reports, watch };
  };

  test("reports each release once it is loaded, and nothing after its end", async () => {
    const server = createServer("r1");
    const { stored, reports, watch } = watched(server);
    await watch.look();
    expect(await reports.list()).toMatchObject([{ serverId: "s1", builtIn: "r0", loaded: ["r0"] }]);
    stored.text = JSON.stringify(toAll("r1"));
    await watch.look();
    expect(await reports.list()).toMatchObject([{ loaded: ["r0", "r1"], rolloutVersion: 1 }]);
    await watch.stop();
    expect(await reports.list()).toEqual([]);
  });

  test("keeps what is served while the store is unreachable, and says so once", async () => {
    const server = createServer("r1");
    const { stored, watch } = watched(server);
    stored.text = JSON.stringify(toAll("r1"));
    await watch.look();
    stored.isReachable = false;
    await watch.look();
    await watch.look();
    expect(await server.met()).toBe("r1");
    expect(server.facts).toMatchObject([{ kind: "failure", where: "rollout" }]);
    await watch.stop();
  });

  test("serves by the last valid rollout while the stored one is not, says so once, and reports on", async () => {
    const server = createServer("r1", "r2");
    const { stored, reports, watch } = watched(server);
    stored.text = "{";
    await watch.look();
    expect(await server.met()).toBe("r0");
    server.facts.length = 0;
    stored.text = JSON.stringify(toAll("r1"));
    await watch.look();
    stored.text = '{"version":2,"next":{"release":"r2","to":"draft"}}';
    for (let look = 0; look < 3; look++) {
      server.clock.now += RELEASES.reportMs;
      await watch.look();
    }
    expect(await server.met()).toBe("r1");
    expect(server.facts).toMatchObject([
      { kind: "failure", where: "rollout", code: "rollout-invalid" },
    ]);
    expect(await reports.list()).toMatchObject([{ rolloutVersion: 1 }]);
    stored.isReachable = false;
    await watch.look();
    stored.isReachable = true;
    await watch.look();
    expect(server.facts.map((fact) => "code" in fact && fact.code)).toEqual([
      ...["rollout-invalid", "unavailable", "rollout-invalid"],
    ]);
    stored.text = JSON.stringify(toAll("r2", toAll("r1")));
    await watch.look();
    expect(await server.met()).toBe("r2");
    await watch.stop();
  });

  test("lets the first turns begin once it has found the store", async () => {
    const server = createServer("r1");
    const { stored, watch } = watched(server);
    const first = server.met();
    stored.text = JSON.stringify(toAll("r1"));
    stored.isReachable = false;
    await watch.look();
    stored.isReachable = true;
    await watch.look();
    expect(await first).toBe("r1");
    await watch.stop();
  });

  test("lets the first turns begin when it ends", async () => {
    const server = createServer();
    const { stored, watch } = watched(server);
    const first = server.met();
    stored.isReachable = false;
    await watch.look();
    await watch.stop();
    expect(await first).toBe("r0");
  });

  test("does not let the first turns wait longer than a while for the store", async () => {
    const server = createServer();
    const { stored, watch } = watched(server);
    stored.isReachable = false;
    server.clock.now += RELEASES.openMs;
    await watch.look();
    expect(await server.met()).toBe("r0");
    await watch.stop();
  });

  test("writes its report again before it expires", async () => {
    const server = createServer();
    const { reports, watch } = watched(server);
    await watch.look();
    for (let passed = 0; passed < 2 * RELEASES.reportMs; passed += RELEASES.reportEveryMs) {
      server.clock.now += RELEASES.reportEveryMs;
      await watch.look();
      expect(await reports.list()).toHaveLength(1);
    }
    await watch.stop();
    expect(await reports.list()).toEqual([]);
  });
});
