import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
const servers: ServerProcess[] = [];
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
});

test("a server that is killed in the middle of a form, and restarted, continues with it", async () => {
  const member = world.member();
  const first = await start();
  await register(member);
  await member.taps("offer");
  await member.hears("How much");
  await member.says("20");
  await member.hears("Who is it for?");
  await first.kill();

  await start();
  await member.says("bob_bakery");
  await member.hears("Shall I send this offer?");
  await member.taps("confirm");
  await member.hears("Offer sent");
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("replies that were committed before the kill are sent after it, in their order", async () => {
  const member = world.member();
  const first = await start();
  await register(member);
  await member.taps("offer");
  await member.hears("How much");
  world.cloudApi.fail({ kind: "error", httpStatus: 500, code: 131016, times: 1 });
  await member.says("a lot");
  await member.says("20");
  await member.says("x");
  await first.kill();

  await start();
  await member.hears("I need an amount");
  await member.hears("Who is it for?");
  await member.hears("Cancelled");
});

test("a kill during a money call makes one credex, and the member learns the true outcome", async () => {
  const member = world.member();
  const first = await start();
  await register(member);
  await fillOffer(member);
  world.credexCore.faults.next({ kind: "answer late", delayMs: 3_000 }, "createCredex");
  await member.taps("confirm");
  await expect.poll(() => world.offersOf(member.phone), { timeout: 20_000 }).toHaveLength(1);
  await first.kill();

  await start();
  await member.hears("not confirmed yet");
  const receipt = await member.hears("was sent");
  const [credex, ...others] = world.offersOf(member.phone);
  expect(others).toEqual([]);
  expect(receipt.text).toContain(credex?.credexID);
});

async function start(): Promise<ServerProcess> {
  const server = await startServer(world.env);
  servers.push(server);
  return server;
}
