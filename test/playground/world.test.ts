import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Bubble, Member } from "../../src/playground/protocol.ts";
import { ownDatabase } from "../support/database.ts";
import { createFakeEditor } from "../support/fake-editor.ts";
import { said, titleOf } from "../support/titles.ts";
import { ORIGIN, openPageWorld, type PageWorld } from "./world-page.ts";

let page: PageWorld;
beforeEach(async () => {
  page = await openPageWorld(ownDatabase());
});
afterEach(() => page.close());

describe("the phones", () => {
  test("what a member writes is sent, taken and read; the answer carries its token; a later page sees all", async () => {
    const { number } = await page.member({ name: "Rudo" });
    await page.says(number, "hi");
    await expect.poll(() => ticksOf(number)).toEqual(["sent"]);
    await page.open();

    const answer = await page.sees(number, said("welcome.ask"));
    expect(answer.token).toMatch(/^[\w-]+:\d+:\d+$/);
    expect(answer.choices).toContainEqual({
      id: expect.any(String),
      title: titleOf("welcome.ask", "register"),
    });
    await expect.poll(() => ticksOf(number).at(-1)).toBe("read");
    expect(page.frames).toContainEqual({ kind: "typing", number });

    const first = await page.look();
    expect(first).toMatchObject({
      kind: "world",
      world: { credex: "fine", whatsapp: "fine", aheadMs: 0, isServerUp: true },
      members: expect.arrayContaining([{ number, name: "Rudo", locale: "en" }]),
      bubbles: [{ text: "hi", tick: "read" }, { id: answer.id }],
    });
  });

  test("a photo goes in, a tap on a list's row counts as one, and what no phone sends is refused", async () => {
    await page.open();
    const { number } = await registered();
    const content = { kind: "media", media: "image" };
    await page.asks("POST", "/world/messages", { number, content });
    await page.sees(number, said("media"));
    await page.taps(number, "offer");
    await page.sees(number, said("offer.amount.ask"));
    const odd = { number, content: { kind: "media", media: "hologram" } };
    expect((await page.asks("POST", "/world/messages", odd)).status).toBe(400);
  });

  test("a member's language is known before they have written", async () => {
    const { number } = await page.member({ locale: "sn" });
    const contact = await page.redis.get(`alias:phone:${number}`);
    expect(await page.redis.hget(`contact:${contact}`, "locale")).toBe("sn");
  });
});

test.each(["drawn", "paths"])("a git revision that does not exist has no %s", async (what) => {
  const { status, body } = await page.asks("GET", `/world/${what}?revision=--output%3Dx`);
  expect(status).toBe(404);
  expect((body as { error: string }).error).toContain("git cannot read that revision");
});

test("a place is opened in the editor; a file outside machines/ is not", async () => {
  const editor = createFakeEditor();
  vi.stubEnv("LAUNCH_EDITOR", editor.command);
  try {
    writeFileSync(join(page.folder, "offer.ts"), "");
    const open = (file: string) => page.asks("POST", "/world/places", { file, line: 7 });
    expect((await open("machines/offer.ts")).status).toBe(202);
    const opened = [join(page.folder, "offer.ts"), "7", "1"];
    await expect.poll(editor.opened, { timeout: 30_000 }).toEqual(opened);
    expect(await open("package.json")).toMatchObject({
      status: 409,
      body: { error: "Only a file of machines/ can be opened." },
    });
  } finally {
    vi.unstubAllEnvs();
    editor.remove();
  }
});

describe("who may ask", () => {
  test("the playground's own page may, and gets an answer", async () => {
    const { status, headers } = await page.asks("POST", "/world/members", {}, { origin: ORIGIN });
    expect(status).toBe(201);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  test("another page may not, and nothing is done for it", async () => {
    const origin = "http://127.0.0.1:3001";
    for (const path of [
      "/world/members",
      "/world/server",
      "/world/skip",
      "/world/edits",
      "/world/places",
    ]) {
      const { status, headers } = await page.asks("POST", path, {}, { origin });
      expect(status).toBe(403);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await page.look()) as object).toMatchObject({ members: [expect.anything()] });
  });

  test("a name that only resolves to this machine may not", async () => {
    expect(await statusFor("elsewhere.test")).toBe(403);
    expect(await statusFor(new URL(page.url).host)).toBe(404);
  });

  test.each([
    ["POST", "/world/members", { number: "+263" }, "number: needs a phone number in digits"],
    ["POST", "/world/messages", { number: "263770000009" }, "content: "],
    ["PUT", "/world/credex", { mode: "drunk" }, "needs to be one of: fine, refuses, away"],
    ["PUT", "/world/whatsapp", {}, "needs to be one of: fine, slow down, fails"],
    ["POST", "/world/skip", { minutes: -4 }, "minutes: needs to be more than none"],
    ["POST", "/world/forks", { number: "263770000009", until: 0 }, "number: no such member"],
    ["POST", "/world/places", { file: "machines/offer.ts", line: "2" }, "line: needs a line such"],
    ["POST", "/world/server", { action: "reboot" }, "action: needs to be kill"],
    ["POST", "/world/server", undefined, "The body: "],
  ])("%s %s answers what is expected in place of %o", async (method, path, body, sentence) => {
    const answer = await page.asks(method, path, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((answer.body as { error: string }).error).toContain(sentence);
  });
});

describe("trouble", () => {
  test("credex-core refuses what would change something, and takes it again when it is fine", async () => {
    await page.open();
    const { number } = await registered();
    await credex("refuses");
    await fillOffer(number);
    await page.taps(number, "confirm");
    await page.sees(number, "Refused on purpose");
    await credex("fine");
    expect(page.offersOf(number)).toBe(0);
    await page.says(number, "menu");
    await page.sees(number, said("home.menu"));
    await fillOffer(number);
    await page.taps(number, "confirm");
    await page.sees(number, said("offer.sent"));
  });

  test("credex-core answers late, and is waited for", async () => {
    await page.open();
    const { number } = await registered();
    await credex("late");
    await fillOffer(number);
    await page.taps(number, "confirm");
    await page.sees(number, said("offer.sent"));
  });

  test("an offer that credex-core never answers is made; its outcome is reconciled while time is skipped", async () => {
    await page.open();
    const { number } = await registered();
    await fillOffer(number);
    await credex("never");
    await page.taps(number, "confirm");
    await page.sees(number, said("offer.unknown"));
    expect(page.offersOf(number)).toBe(1);
    await skip(1);
    const { at } = await page.sees(number, said("late.offer.done"));
    // The first look is due five seconds after the answer failed to come.
    expect(at).toBeLessThan(Date.now() + 20_000);
  });

  test("what WhatsApp takes badly arrives when it is fine again; what it refuses does not", async () => {
    const { telemetryEvents } = await page.open();
    const { number } = await page.member();
    await whatsapp("refuses");
    await page.says(number, "hi");
    await expect.poll(() => page.redis.zcard("dead")).toBe(1);
    for (const mode of ["slow down", "fails"]) {
      await whatsapp(mode);
      const before = telemetryEvents.length;
      await page.says(number, "hi");
      await expect
        .poll(() => telemetryEvents.slice(before), { timeout: 60_000 })
        .toContainEqual(expect.objectContaining({ kind: "delivery", outcome: "retry" }));
      await whatsapp("fine");
      await page.sees(number, said("welcome.ask"));
    }
    expect(await page.redis.zcard("dead")).toBe(1);
  });
});

describe("time", () => {
  test("four minutes close an open form, and the member gets a reply", async () => {
    await page.open();
    const { number } = await registered();
    await fillOffer(number);
    const { body } = await skip(4);
    expect(body).toMatchObject({ aheadMs: 240_000 });
    const { at } = await page.sees(number, said("offer.expired"));
    expect(at).toBeGreaterThan(Date.now() + 230_000);
    await page.says(number, "hi");
    await page.sees(number, said("home.menu"));
  });

  test("six minutes close it at the fourth; the next message opens another session", async () => {
    await page.open();
    const { number } = await registered();
    await fillOffer(number);
    const before = await sessionOf();
    await skip(6);
    const told = await page.sees(number, said("offer.expired"));
    expect(told.at).toBeLessThan(Date.now() + 300_000);
    await page.says(number, "hi");
    await page.sees(number, said("home.menu"));
    expect(await sessionOf()).not.toBe(before);
  });

  test("ten minutes take the record away, as Redis would", async () => {
    await page.open();
    const { number } = await registered();
    await fillOffer(number);
    await skip(10);
    expect(await page.redis.keys("user:*")).toEqual([]);
  });
});

describe("a fork", () => {
  test("has the chat until then, with buttons that are the same, and the same accounts", async () => {
    await page.open();
    const { number } = await registered();
    await fillOffer(number);
    const bubbles = await bubblesOf(number);
    const ask = bubbles.findIndex(({ text }) => text.includes(said("offer.amount.ask")));
    const until = bubbles[ask - 1]?.at;
    const tokens = [bubbles[ask]?.token];

    const answer = await page.asks("POST", "/world/forks", { number, until, tokens });
    const fork = answer.body as Member;
    expect(fork.number).not.toBe(number);
    const copied = await bubblesOf(fork.number);
    expect(copied.map(toContent)).toEqual(bubbles.slice(0, ask + 1).map(toContent));
    expect(copied.flatMap(({ id }) => bubbles.filter((one) => one.id === id))).toEqual([]);

    expect(await page.send(fork.number, "Your offer was accepted")).toBe(200);
    await page.says(fork.number, "hi");
    await expect
      .poll(async () => (await bubblesOf(fork.number)).at(-1)?.text, { timeout: 60_000 })
      .toContain("*Tariro Moyo* (@tariro_moyo)");
  });
});

test("a fork of a time before its member had an account has none, and opens its own", async () => {
  await page.open();
  const before = Date.now();
  const { number } = await registered();
  const answer = await page.asks("POST", "/world/forks", { number, until: before });
  const fork = answer.body as Member;
  await page.says(fork.number, "hi");
  await page.sees(fork.number, said("welcome.ask"));
});

describe("another member", () => {
  test("does to offers what a notification reported, and the member is notified", async () => {
    await page.open();
    const { number } = await registered();
    const about = { by: "Bob Bakery", sum: "5.00 USD", secured: true };
    const acts = (what: string, more = {}) =>
      page.asks("POST", "/world/notices", { number, notice: { what, ...about, ...more } });
    expect((await acts("created")).status).toBe(202);
    await page.sees(number, said("notice.created"));
    expect((await acts("cancelled")).status).toBe(202);
    await page.sees(number, said("notice.cancelled"));
    await fillOffer(number);
    await page.taps(number, "confirm");
    await page.sees(number, said("offer.sent"));
    expect((await acts("accepted", { sum: "20.00 USD" })).status).toBe(202);
    await page.sees(number, said("notice.accepted"));
  });

  test("cannot end what was not offered, and the answer says so", async () => {
    await page.open();
    const { number } = await registered();
    const notice = { what: "declined", by: "Bob Bakery", sum: "5.00 USD", secured: true };
    const { status, body } = await page.asks("POST", "/world/notices", { number, notice });
    expect({ status, body }).toEqual({ status: 409, body: { error: "There is no such offer." } });
  });
});

const toContent = ({ text, choices, from }: Bubble) => ({ text, choices, from });
const credex = (mode: string) => page.asks("PUT", "/world/credex", { mode });
const whatsapp = (mode: string) => page.asks("PUT", "/world/whatsapp", { mode });
const skip = (minutes: number) => page.asks("POST", "/world/skip", { minutes });

function ticksOf(number: string) {
  return page.frames.flatMap((frame) =>
    frame.kind === "bubble" && frame.bubble.number === number ? (frame.bubble.tick ?? []) : [],
  );
}

async function bubblesOf(number: string): Promise<Bubble[]> {
  const first = await page.look();
  return first.kind === "world" ? first.bubbles.filter((one) => one.number === number) : [];
}

async function registered(): Promise<Member> {
  const member = await page.member();
  const { number } = member;
  const steps = [
    ["says", "hi", "welcome.ask"],
    ["taps", "register", "registration.firstname.ask"],
    ["says", "Tariro", "registration.lastname.ask"],
    ["says", "Moyo", "registration.denomination.ask"],
    ["taps", "denomination=USD", "registration.confirm.ask"],
    ["taps", "open", "home.menu"],
  ] as const;
  for (const [action, text, answer] of steps) {
    await page[action](number, text);
    await page.sees(number, said(answer));
  }
  return member;
}

async function fillOffer(number: string): Promise<void> {
  await page.taps(number, "offer");
  await page.sees(number, said("offer.amount.ask"));
  await page.says(number, "20");
  await page.sees(number, said("offer.recipient.ask"));
  await page.says(number, "bob_bakery");
  await page.sees(number, said("offer.confirm.ask"));
}

async function sessionOf(): Promise<string> {
  const [key = ""] = await page.redis.keys("user:*.100000000000001");
  return JSON.parse((await page.redis.get(key)) ?? "{}").session_id;
}

/** As a browser would ask that was led here by a name of somebody else's. */
function statusFor(host: string): Promise<number | undefined> {
  const { hostname, port } = new URL(page.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: "/world/nothing", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
