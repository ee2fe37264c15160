import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { draw } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase(), { notices: true });
});
afterEach(() => world.close());

test("no token, phone number or message text is in a log, a metric or an error answer", async () => {
  const lines: string[] = [];
  const logTo = { write: (line: string) => void lines.push(line) };
  await world.open({ logTo, env: { LOG_LEVEL: "trace" } });
  const member = world.member("263779998887");
  await register(member, "Zvikomborero", "Chikafu");
  await fillOffer(member, "17.31");
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  await member.hears(said("offer.unknown"));
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await member.says("a secret sentence");
  draw(world.credexCore, { to: "zvikomborero_chikafu", value: "13.37" });
  await world.idle();

  const [key = ""] = await world.redis.keys("user:*.100000000000001");
  const { jwt_token, credex_token } = JSON.parse((await world.redis.get(key)) ?? "");
  const metrics = await (await fetch(`${world.serverUrl}/metrics`)).text();
  const answers = await Promise.all(
    ["webhook", "webhooks/credex"].flatMap((path) =>
      [`{"a": "263779998887"`, "{}"].map(async (body) => {
        const unsigned = await fetch(`${world.serverUrl}/${path}`, { method: "POST", body });
        return unsigned.text();
      }),
    ),
  );
  const told = [...lines, metrics, ...answers].join("\n");
  expect(lines.length).toBeGreaterThan(20);
  expect(metrics).toContain('vimbiso_deliveries_total{outcome="dead",code="131026"} 1');
  expect(metrics).toContain('vimbiso_notices_total{what="offer.created",outcome="delivered"} 1');
  const secrets = [
    ...["13.37", "Bob Bakery"],
    ...["263779998887", "Zvikomborero", "Chikafu", "17.31", "a secret sentence", "bob_bakery"],
    ...[jwt_token, credex_token, ...Object.values(SECRETS)],
  ];
  for (const secret of secrets) {
    expect(secret).toBeTruthy();
    expect(told).not.toContain(secret);
  }
});
