import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { offer } from "../../machines/offer.ts";
import { root } from "../../machines/root.ts";
import { createApp } from "../../src/app.ts";
import { dayOf } from "../../src/conversation/day.ts";
import type { CommittedTurn } from "../../src/conversation/engine.ts";
import { contactIdOf } from "../../src/conversation/model/conversation-id.ts";
import { toField } from "../../src/conversation/model/count.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createPoster, messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { createMember, type Member } from "../../src/loopback/member.ts";
import {
  BUSINESS_NUMBER_ID,
  listen,
  openWorld,
  SECRETS,
  type World,
} from "../../src/loopback/world.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { createServerReports } from "../../src/redis/server-reports.ts";
import { publish, type Rollout, releaseFor, revert } from "../../src/releases/rollout.ts";
import { createTurnOptions, type Serving, shippedServing } from "../../src/vimbiso.ts";
import { type Definition, rebuild } from "../support/builds.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { reaches, register } from "./walks.ts";

/* Servers in this process, on a real Redis, which load releases from a map in place of the store. */

const shipped = shippedServing({ withUnreviewed: false });
/** The offer form of this one has another name for the state that asks for the recipient. */
const edited: Serving = {
  ...shipped,
  root: root.provide({
    actors: { offer: rebuild(offer, (form) => renameState(form, "recipient", "payee")) as never },
  }) as unknown as AnyStateMachine,
};
/** The same machines, with a migration that has the new name. */
const migrated: Serving = {
  ...edited,
  id: "the-migrated-one",
  migrations: [{ states: { offer: { "filling.recipient": "filling.payee" } } }],
};
const [first, second, third] = [shipped, edited, migrated].map((serving) =>
  createTurnOptions(serving, { supportUrl: undefined }),
) as [TurnOptions, TurnOptions, TurnOptions];
const idOf = ({ release }: TurnOptions) => release.identity ?? "";
const stored = new Map([first, second, third].map((turn) => [idOf(turn), turn]));

let world: World;
let closing: (() => Promise<unknown>)[];
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  await world.close();
});

/** What every server of a test shares. */
interface Servers {
  rollout: Rollout | undefined;
  /** Who has changed the rollout. */
  changes: string[];
  turns: CommittedTurn[];
  telemetryEvents: TelemetryEvent[];
  /** A member whose messages go to one server after the other. */
  member(): Member;
  /** Waits until every server follows the rollout. */
  follow(rollout: Rollout | undefined): Promise<void>;
}

/** Starts a server for each of these built-in machines. */
async function startServers(builtIns: Serving[], start?: Rollout): Promise<Servers> {
  const turns: CommittedTurn[] = [];
  const telemetryEvents: TelemetryEvent[] = [];
  const servers = { rollout: start, changes: [] as string[] };
  const redis = openRedis(`${world.env.REDIS_STATE_URL}`);
  const reports = createServerReports({ redis });
  closing.push(async () => redis.disconnect());
  const { config, close } = await world.open();
  await close();
  const posters = await Promise.all(
    builtIns.map(async (builtIn, index) => {
      const app = createApp(config, {
        onTurn: (taken) => turns.push(taken),
        watch: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
        releases: {
          store: {
            listReleases: async () => [],
            loadRollout: async () => servers.rollout,
            async changeRollout({ expectedVersion, rollout, by }) {
              if (servers.rollout?.version !== expectedVersion) return false;
              servers.rollout = rollout;
              servers.changes.push(by);
              return true;
            },
          },
          async load(id) {
            const turn = stored.get(id);
            if (!turn) throw new Error("It is not stored");
            return turn;
          },
        },
      });
      app.serve(builtIn);
      app.start();
      const { url, close: closeServer } = await listen(app.hono, index === 0 ? config.PORT : 0);
      const poster = createPoster({
        webhookUrl: `${url}/webhook`,
        appSecret: SECRETS.WHATSAPP_APP_SECRET,
      });
      closing.push(
        () => app.stop(),
        closeServer,
        () => poster.close(),
      );
      return poster;
    }),
  );
  const member = () => {
    let sent = 0;
    const write: World["cloudApi"]["write"] = async (message) => {
      const poster = posters[sent++ % posters.length];
      // The Cloud API fake sends nothing to a number from which nothing came, so the first message goes through it.
      if (!poster || sent === 1) return world.cloudApi.write(message);
      const own = { ...message, id: `wamid.${randomUUID()}`, at: Date.now() };
      return poster.post([messageChange({ ...own, businessNumberId: BUSINESS_NUMBER_ID })]);
    };
    return createMember({ ...world.cloudApi, write }, world.member().phone);
  };
  const follow = async (rollout: Rollout | undefined) => {
    servers.rollout = rollout;
    const isFollowed = async () => {
      const live = await reports.list();
      const version = rollout?.version ?? 0;
      return live.filter((one) => one.rolloutVersion === version).length === builtIns.length;
    };
    while (!(await isFollowed())) await sleep(20);
  };
  return { ...servers, turns, telemetryEvents, member, follow };
}

/** As far as the question for the recipient. */
async function beginOffer(member: Member) {
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  await member.says("2");
  await member.hears(said("offer.recipient.ask"));
}

async function finishOffer(member: Member) {
  await member.says("bob_bakery");
  await reaches(member, "offer.confirm.ask");
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
}

/** The release of each session, in the order of their turns; more than one is a failure. */
function releasesOf(turns: CommittedTurn[]): Map<string, Set<string | undefined>> {
  const releases = new Map<string, Set<string | undefined>>();
  for (const { turn } of turns) {
    if (turn.kind !== "taken") continue;
    const { session_id, machine } = turn.record;
    const met = releases.get(session_id) ?? new Set();
    releases.set(session_id, met.add(machine.release));
    for (const effect of turn.effects) if (effect.kind === "reply") met.add(effect.release);
  }
  return releases;
}

async function expectNothingNoticed({ turns }: Servers, members: Member[], offers: number) {
  await world.idle();
  for (const met of releasesOf(turns).values()) expect(met.size).toBe(1);
  expect(turns.filter(({ outcome }) => outcome === "parked")).toEqual([]);
  for (const member of members) {
    expect(world.offersOf(member.phone)).toHaveLength(offers);
    const texts = member.received().map(({ text }) => text);
    expect(texts.filter((text) => text.includes(said("offer.sent")))).toHaveLength(offers);
    expect(texts.filter((text) => /improved|something went wrong/i.test(text))).toEqual([]);
  }
}

test("a release goes to draft, a tenth, all and back while members are in a form: nobody notices", async () => {
  const servers = await startServers([shipped, shipped, shipped]);
  const { turns, follow } = servers;
  await follow(undefined);
  const members = Array.from({ length: 8 }, servers.member);
  for (const member of members) await register(member);
  const [tester] = members;
  const release = idOf(second);
  const draft = publish(undefined, { release, to: "draft", numbers: [tester?.phone ?? ""] });
  const tenth = publish(draft, { release, to: 10 });
  const all = publish(tenth, { release, to: "all" });
  const back = revert(all);
  await Promise.all(members.map(beginOffer));
  for (const rollout of [draft, tenth, all, back]) {
    await follow(rollout);
    await Promise.all(members.map(finishOffer));
    await Promise.all(members.map(beginOffer));
    for (const member of members) {
      const { conversationId, turn } = turns.findLast(isOf(member)) ?? {};
      const contactId = contactIdOf(conversationId ?? "");
      const expected = rollout && releaseFor(rollout, { contactId, phone: member.phone });
      expect(turn).toMatchObject({ record: { machine: { release: expected ?? idOf(first) } } });
    }
  }
  await Promise.all(members.map(finishOffer));
  await expectNothingNoticed(servers, members, 5);
});

test("two builds side by side: a session in which they take turns stays with the build that opened it", async () => {
  const servers = await startServers([shipped, edited]);
  await servers.follow(undefined);
  const members = [servers.member(), servers.member()];
  for (const member of members) {
    await register(member);
    for (const _ of [1, 2]) {
      await beginOffer(member);
      await finishOffer(member);
    }
  }
  const met = [...releasesOf(servers.turns).values()].flatMap((releases) => [...releases]);
  expect(new Set(met)).toEqual(new Set([idOf(first), idOf(second)]));
  await expectNothingNoticed(servers, members, 2);
});

test("a release that ends at once: no further turn runs under it, and money agreed under it is asked again", async () => {
  const servers = await startServers([shipped, shipped, shipped]);
  const current = publish(undefined, { release: idOf(first), to: "all" });
  await servers.follow(current);
  const [atRecipient, atConfirm, atHome] = [servers.member(), servers.member(), servers.member()];
  for (const member of [atRecipient, atConfirm, atHome]) await register(member);
  await beginOffer(atRecipient);
  await beginOffer(atConfirm);
  await atConfirm.says("bob_bakery");
  await atConfirm.hears(said("offer.confirm.ask"));
  const turnsBefore = servers.turns.length;
  await servers.follow(publish(current, { release: idOf(second), to: "all", isNow: true }));

  await atRecipient.says("bob_bakery");
  await atRecipient.hears(said("machine.edited"));
  await atRecipient.hears(said("home.menu"));
  await atConfirm.taps("confirm");
  await atConfirm.hears(said("offer.confirm.ask"));
  expect(world.offersOf(atConfirm.phone)).toHaveLength(0);
  await atConfirm.taps("confirm");
  await atConfirm.hears(said("offer.sent"));
  await beginOffer(atHome);
  await finishOffer(atHome);
  await beginOffer(atRecipient);
  await finishOffer(atRecipient);

  await world.idle();
  for (const member of [atRecipient, atConfirm, atHome])
    expect(world.offersOf(member.phone)).toHaveLength(1);
  const replied = servers.turns
    .slice(turnsBefore)
    .flatMap(({ turn }) =>
      turn.kind === "taken" ? turn.effects.filter(({ kind }) => kind === "reply") : [],
    );
  expect(new Set(replied.map((reply) => "release" in reply && reply.release))).toEqual(
    new Set([idOf(second)]),
  );
  expect(servers.turns.filter(({ outcome }) => outcome === "parked")).toEqual([]);
});

test("a release that ends at once and has a migration: the open form continues under its new names", async () => {
  const servers = await startServers([shipped, shipped, shipped]);
  const current = publish(undefined, { release: idOf(first), to: "all" });
  await servers.follow(current);
  const [atRecipient, atConfirm] = [servers.member(), servers.member()];
  const members = [atRecipient, atConfirm];
  for (const member of members) await register(member);
  for (const member of members) await beginOffer(member);
  await atConfirm.says("bob_bakery");
  await atConfirm.hears("Shall I send this offer?");
  const turnsBefore = servers.turns.length;
  await servers.follow(publish(current, { release: idOf(third), to: "all", isNow: true }));

  await finishOffer(atRecipient);
  await atConfirm.taps("confirm");
  await atConfirm.hears("Shall I send this offer?");
  expect(world.offersOf(atConfirm.phone)).toHaveLength(0);
  await atConfirm.taps("confirm");
  await atConfirm.hears("Offer sent");

  await world.idle();
  for (const member of members) {
    expect(world.offersOf(member.phone)).toHaveLength(1);
    expect(member.received().filter(({ text }) => text.includes("improved"))).toEqual([]);
  }
  const turns = servers.turns.slice(turnsBefore);
  expect(turns.filter(({ outcome }) => outcome === "parked")).toEqual([]);
  const taken = turns.flatMap(({ turn }) => (turn.kind === "taken" ? [turn.release] : []));
  expect(new Set(taken)).toEqual(new Set([idOf(third)]));
});

test("a release that parks one turn in twenty is withdrawn by a server, which tells the operator", async () => {
  const [release, before] = [idOf(second), idOf(first)];
  const stage = "ready.offering/filling.confirm";
  const turn = (by: string) =>
    toField({ kind: "turn", release: by, locale: "en", from: stage, way: "text", to: stage });
  const restart = { kind: "restart", locale: "en", stage, reason: "trouble" } as const;
  const counts = { [turn(before)]: 1_000, [turn(release)]: 475 };
  await world.redis.hset(keyspace.numbers(dayOf(Date.now())), counts);
  await world.redis.hset(keyspace.numbers(dayOf(Date.now())), {
    [toField({ ...restart, release })]: 25,
  });
  const servers = await startServers([shipped, shipped], publish(undefined, { release, to: 50 }));
  await expect.poll(() => servers.changes).toHaveLength(1);
  expect(servers.changes[0]).toMatch(/^halted by a server: 25 restarted sessions in 500 turns/);
  await expect
    .poll(() => servers.telemetryEvents)
    .toContainEqual(
      expect.objectContaining({ kind: "halt", halted: release, trouble: "restarted" }),
    );
});

const isOf =
  ({ phone }: Member) =>
  ({ turn }: CommittedTurn) =>
    turn.kind === "taken" && turn.record.address.phone === phone;

function renameState(form: Definition, from: string, to: string): void {
  for (const filling of Object.values(form.states)) {
    const states = Object.entries(filling.states ?? {});
    filling.states = Object.fromEntries(
      states.map(([name, state]) => [name === from ? to : name, state]),
    );
    retarget(filling, from, to);
  }
}

/** Replaces the target of every transition within. */
function retarget(within: object, from: string, to: string): void {
  for (const [key, value] of Object.entries(within)) {
    if (value === from) Object.assign(within, { [key]: to });
    else if (typeof value === "object" && value !== null) retarget(value, from, to);
  }
}
