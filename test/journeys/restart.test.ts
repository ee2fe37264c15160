import { afterEach, beforeEach, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { restartJourneys } from "./restarts.ts";
import { register } from "./walks.ts";

let world: World;
const servers: ServerProcess[] = [];
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
});

restartJourneys({ world: () => world, start: () => start() });

test("replies that were committed before the kill are sent after it, in their order", async () => {
  const member = world.member();
  const first = await start();
  await register(member);
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  world.cloudApi.fail({ kind: "error", httpStatus: 500, code: 131016, times: 1 });
  await member.says("a lot");
  await member.says("20");
  await member.says("x");
  await first.kill();

  await start();
  await member.hears(said("offer.amount.invalid"));
  await member.hears(said("offer.recipient.ask"));
  await member.hears(said("offer.cancelled"));
});

async function start(): Promise<ServerProcess> {
  const server = await startServer(world.env);
  servers.push(server);
  return server;
}
