import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { readNotifications } from "../../src/credex/notification.ts";
import { createCredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import { listen } from "../../src/loopback/world.ts";
import { draw, end, enrich, openSecond } from "../credex/books.ts";
import { BOB, THANDI } from "../credex/support.ts";

const SECRET = "a-secret-of-the-tests";

test("tells the other one of each thing that is done to an offer, signed, as the server reads it", async () => {
  const { credexCore, told } = await open();
  enrich(credexCore);
  const [accepted, declined, cancelled] = [draw(credexCore), draw(credexCore), draw(credexCore)];
  end(credexCore, accepted, "accept");
  end(credexCore, declined, "decline");
  end(credexCore, cancelled, "cancel");
  await credexCore.idle();
  expect(told.map(({ what, phone }) => [what, phone])).toEqual([
    ["offer.created", THANDI],
    ["offer.created", THANDI],
    ["offer.created", THANDI],
    ["offer.accepted", BOB],
    ["offer.declined", BOB],
    ["offer.cancelled", THANDI],
  ]);
  expect(told[0]?.news).toMatchObject({
    offer: {
      credexID: accepted.credexID,
      formattedInitialAmount: "20.00 USD",
      counterpartyAccountName: "Bob Bakery",
      secured: true,
    },
    account: "Thandi Tailor",
  });
  expect(told[3]?.news).toMatchObject({ offer: { counterpartyAccountName: "Thandi Tailor" } });
});

test("tells nobody of what they did themselves, or of what the book's own treasury does", async () => {
  const { credexCore, told } = await open();
  openSecond(credexCore);
  draw(credexCore, { to: "bobs_second" });
  await credexCore.idle();
  expect(told).toEqual([]);
});

test("sends again what was not taken, and what follows after it", async () => {
  const { credexCore, told, answers } = await open();
  answers.push(503, 401);
  end(credexCore, draw(credexCore), "accept");
  await credexCore.idle();
  expect(told.map(({ what }) => what)).toEqual(["offer.created", "offer.accepted"]);
});

/** A sandbox, and what it told to somebody who answers with these statuses first, then with 200. */
async function open() {
  const told: Extract<ReturnType<typeof readNotifications>[number], { kind: "offer" }>[] = [];
  const answers: number[] = [];
  const listener = await listen(
    {
      async fetch(request) {
        const body = await request.text();
        const right = createHmac("sha256", SECRET).update(body).digest("hex");
        expect(request.headers.get("x-credex-signature")).toBe(`sha256=${right}`);
        const status = answers.shift() ?? 200;
        for (const notice of readNotifications(JSON.parse(body)))
          if (status === 200 && notice.kind === "offer") told.push(notice);
        return new Response(null, { status });
      },
    },
    0,
  );
  onTestFinished(listener.close);
  const credexCore = createCredexCoreFake({
    apiKey: "key",
    webhook: { url: listener.url, secret: SECRET },
  });
  onTestFinished(credexCore.close);
  return { credexCore, told, answers };
}
