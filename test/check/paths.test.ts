import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

describe("the shipped machines", () => {
  const shipped = scratch();
  let run: ReturnType<typeof shipped.run>;
  beforeAll(() => {
    run = shipped.run("paths");
  }, WALK_TIMEOUT_MS);
  afterAll(shipped.remove);

  test("are walked through every state and transition", () => {
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const lines = run.stdout.split("\n").filter((line) => line.includes("% covered;"));
    expect(lines.length).toBeGreaterThanOrEqual(8);
    for (const line of lines) expect(line).toContain(" 100.0% covered;");
  });

  test("need at most four messages of the member for an offer", () => {
    const line = /^offer .*shortest path: (\d+) messages of the member/m.exec(run.stdout);
    expect(Number(line?.[1])).toBeLessThanOrEqual(4);
  });

  test("are drawn as bubbles, which need nothing from elsewhere", () => {
    const page = shipped.read("dist/storyboard/offer.html");
    expect(page).toContain("The shortest successful path");
    expect(page).toContain('<p class="member">bob_bakery</p>');
    const line = shipped.lineOf("machines/copy/en.ts", '"offer.sent":');
    expect(page).toContain(`offer.sent <span>machines/copy/en.ts:${line}</span>`);
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
    expect(shipped.read("dist/storyboard/index.html")).toContain('href="offer.html"');
  });
});

describe("planted gaps", () => {
  const planted = scratch();
  let run: ReturnType<typeof planted.run>;
  beforeAll(() => {
    planted.replace(
      "machines/registration.ts",
      "    isName: (",
      '    isRiddle: ({ event }) => textOf(event) === "a riddle",\n    isName: (',
    );
    planted.replace(
      "machines/registration.ts",
      '{ guard: "isDoubtful", target: "doubt", actions',
      '{ guard: "isRiddle", target: "riddle" },\n{ guard: "isDoubtful", target: "doubt", actions',
    );
    planted.replace(
      "machines/registration.ts",
      "        doubt: {",
      '        riddle: { description: "Nobody solves it.", entry: "registration.firstname.ask", on: { text: "doubt", back: "doubt" }, after: { replyTimeout: "#registration.expired" } },\n        doubt: {',
    );
    planted.replace(
      "machines/kit.ts",
      'errorOf(event)?.kind === "paused"',
      "errorOf(event) !== undefined",
    );
    planted.replace(
      "machines/values.ts",
      "sumOf(offer)}*",
      'sumOf({ ...offer, formattedInitialAmount: "1.00 USD" })}*',
    );
    planted.replace("machines/offer.ts", "meta: { messages: 4 }", "meta: { messages: 3 }");
    planted.replace(
      "machines/ledger.ts",
      "rows: ledgerLinesOf(page)",
      "rows: ledgerLinesOf(page) + (page as unknown as { lost: string }).lost.length",
    );
    const english = planted.read("machines/copy/en.ts");
    planted.write(
      "machines/copy/sn.ts",
      `${english.replace("export const en ", "export const sn ").replaceAll(JSON.stringify(en["offer.confirm.ask"].buttons.confirm), '"Tumira"')}\nexport const reviewed = Object.keys(sn);\n`,
    );
    run = planted.run("paths");
  }, WALK_TIMEOUT_MS);
  afterAll(planted.remove);

  const expectReported = (file: string, part: string, sentence: string) => {
    const place = `${file}:${planted.lineOf(file, part)}  `;
    const told = run.stderr.split("\n").filter((line) => line.startsWith(place));
    expect(told.join("\n")).toContain(sentence);
  };

  test("ends the run with an error", () => expect(run.status).toBe(1));

  test("reports a guard that is never true at its line", () => {
    const sentence = "“filling.naming” on “text”, 1 of 4: its guard “isRiddle” is never true";
    expectReported("machines/registration.ts", '{ guard: "isRiddle"', sentence);
  });

  test("reports a state that only such a guard can reach, and not the states after it", () => {
    const sentence = "No path reaches “filling.riddle”";
    expectReported("machines/registration.ts", "        riddle: {", sentence);
    expect(run.stderr).not.toContain("“filling.riddle” on");
  });

  test("reports a transition after a guard that is always true", () => {
    const sentence = "“failed” going on at once, 6 of 6: a guard above it";
    expectReported("machines/money-call.ts", '{ target: "retrying.unreachable" }', sentence);
  });

  test("reports a form that needs more messages than it promises", () => {
    const sentence = "needs 4 messages of the member, and 3 at most are promised";
    expectReported("machines/offer.ts", "createMachine({", sentence);
  });

  test("reports an error with the path that reaches it", () => {
    expect(run.stderr).toMatch(
      /This path fails: .*taps “ledger”, then “getLedger” is done\. The error: /,
    );
  });

  test("reports a money call that sends something else than its question shows", () => {
    expect(run.stderr).toMatch(
      /On this path “acceptCredex” sends “[\d.]+ USD”, which the question before it did not show: /,
    );
  });

  test("a machine is drawn in each language that is there", () => {
    const page = planted.read("dist/storyboard/offer.html");
    for (const locale of ["en", "sn"]) expect(page).toContain(`<article data-locale="${locale}"`);
    expect(page).toContain('<p class="member">Tumira</p>');
    expect(page).toContain("machines/copy/sn.ts:");
  });
});

test(
  "no path is walked before the check is content",
  () => {
    const broken = scratch();
    broken.replace("machines/offer.ts", 'target: "searching"', 'target: "serching"');
    const { status, stderr } = broken.run("paths");
    broken.remove();
    expect(status).toBe(1);
    expect(stderr).toContain("Paths are explored once they are fixed.");
  },
  WALK_TIMEOUT_MS,
);
