import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommittedTurn } from "../../src/conversation/engine.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import type { Member } from "../../src/loopback/member.ts";
import {
  BUSINESS_NUMBER_ID,
  type OpenApp,
  openWorld,
  type World,
} from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf } from "../support/titles.ts";
import { webhookBody } from "../support/webhooks.ts";
import { reaches, register } from "./walks.ts";

/** What each webhook does to a member who is asked whether to send an offer; they post it from this number. */
const TEMPLATE_PHONE = "263771000000";
const TEMPLATE_NEW_PHONE = "263790000001";
const expectations = readFileSync(new URL("../webhooks/at-confirm.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t") as [file: string, said: string, session: string, read: string]);

let world: World;
let app: OpenApp;
const turns: CommittedTurn[] = [];
beforeAll(async () => {
  world = await openWorld(ownDatabase());
  app = await world.open({ onTurn: (taken) => turns.push(taken) });
});
afterAll(() => world.close());

describe("at an open confirm", () => {
  test.each(expectations)("%s says %s, session %s, read %s", async (file, said, session, read) => {
    const member = await askedToConfirm();
    const contact = await contactOf(member.phone);
    const state = `user:${contact}.${BUSINESS_NUMBER_ID}`;
    const before = { record: await record(state), turns: turns.length };
    const reads = world.cloudApi.reads.length;
    const failures = app.telemetryEvents.filter(({ kind }) => kind === "failure").length;
    world.cloudApi.hear("ZW.1234567890ABCDEF");

    expect(await world.post(bodyFrom(file, member.phone))).toBe(200);
    await world.idle();

    const after = await record(state);
    const taken = turns.slice(before.turns);
    expect(taken.flatMap(keysOf).join(" ")).toBe(said === "nothing" ? "" : said);
    expect(after === undefined ? "ended" : "kept").toBe(session);
    if (after) expect(after.stage).toBe("ready.offer/filling.confirm");
    if (said === "nothing" && after) expect(after.question).toEqual(before.record?.question);
    expect(world.cloudApi.reads.length - reads).toBe(read === "yes" ? 1 : 0);
    expect(app.telemetryEvents.filter(({ kind }) => kind === "failure")).toHaveLength(failures);
    expect(await world.redis.llen("parked")).toBe(0);
    expect(world.offersOf(member.phone)).toEqual([]);
  });
});

test("greets who opens the chat for the first time, once", async () => {
  const member = world.member();
  world.cloudApi.hear(member.phone);
  expect(await world.post(bodyFrom("request_welcome-derived-01.json", member.phone))).toBe(200);
  await member.hears(said("welcome.ask"));
  const again = bodyFrom("request_welcome-referral-derived-01.json", member.phone);
  expect(await world.post(again)).toBe(200);
  await world.idle();
  expect(member.received()).toHaveLength(1);
  expect(await world.redis.hgetall(`contact:${await contactOf(member.phone)}`)).toEqual({
    locale: "en",
  });
});

test.each([
  "system-customer_changed_number-derived-01.json",
  "system-customer_changed_number-new_wa_id-derived-01.json",
  "system-customer_identity_changed-derived-01.json",
  "system-user_identity_changed-derived-01.json",
])("confirms nothing after %s", async (file) => {
  const member = await askedToConfirm();
  const send = member.choice("confirm");
  expect(await world.post(bodyFrom(file, member.phone))).toBe(200);
  await member.says(member.choice("confirm").title);
  await member.tapsOld(send);
  await world.idle();
  expect(world.offersOf(member.phone)).toEqual([]);
});

test("a changed number takes its language along", async () => {
  const member = await askedToConfirm();
  await world.redis.hset(`contact:${await contactOf(member.phone)}`, "locale", "sn");
  const news = "system-customer_changed_number-derived-01.json";
  expect(await world.post(bodyFrom(news, member.phone))).toBe(200);
  const contact = await contactOf(`1${member.phone}`);
  expect(await world.redis.hget(`contact:${contact}`, "locale")).toBe("sn");
  expect(await contactOf(member.phone)).toBeNull();
});

test("a message under another identity key confirms nothing, and opens a session of its own", async () => {
  const member = await askedToConfirm();
  expect(await says(member.phone, "help", "k1")).toBe(200);
  await member.hears(said("help"));
  expect(await says(member.phone, titleOf("offer.confirm.ask", "confirm"), "k2")).toBe(200);
  await member.hears(said("home.menu"));
  await world.idle();
  expect(world.offersOf(member.phone)).toEqual([]);
  expect(await says(member.phone, "20=>bob_bakery", "k2")).toBe(200);
  await reaches(member, "offer.confirm.ask");
  expect(await says(member.phone, titleOf("offer.confirm.ask", "confirm"), "k2")).toBe(200);
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

async function askedToConfirm(): Promise<Member> {
  const member = world.member();
  await register(member);
  await member.says("20=>bob_bakery");
  await reaches(member, "offer.confirm.ask");
  await world.idle();
  return member;
}

/** Posts a text from a phone whose identity key has this hash. */
function says(phone: string, body: string, identity_key_hash: string): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const message = { from: phone, id: `wamid.${randomUUID()}`, timestamp, type: "text" };
  const value = {
    metadata: { phone_number_id: BUSINESS_NUMBER_ID },
    contacts: [{ wa_id: phone, identity_key_hash }],
    messages: [{ ...message, text: { body } }],
  };
  return world.post(encode({ entry: [{ changes: [{ field: "messages", value }] }] }));
}

function contactOf(phone: string): Promise<string | null> {
  return world.redis.get(`alias:phone:${phone}`);
}

/** The webhook as this member's phone would bring it about now. */
function bodyFrom(file: string, phone: string): string {
  const at = Date.now();
  const body = webhookBody(file, { at, businessNumberId: BUSINESS_NUMBER_ID, delivery: phone });
  return body
    .replaceAll("+263 771000000", `+${phone.slice(0, 3)} ${phone.slice(3)}`)
    .replaceAll(TEMPLATE_PHONE, phone)
    .replaceAll(TEMPLATE_NEW_PHONE, `1${phone}`);
}

async function record(state: string) {
  const [text, stage] = await world.redis.mget(state, `${state}_stage`);
  return text ? { question: JSON.parse(text).question, stage } : undefined;
}

function keysOf({ turn }: CommittedTurn): string[] {
  if (!("effects" in turn)) return [];
  return turn.effects.flatMap((effect) => (effect.kind === "reply" ? effect.keys : []));
}
