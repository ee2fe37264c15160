import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding, Rehearsal } from "../../src/check/rehearsal/rehearse.ts";
import { reportLines } from "../../src/check/rehearsal/report.ts";
import { type Edit, editsIn } from "./guide.ts";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** `npm run flows:rehearse` over edits of the machines, each in a copy, against the commit before. */

interface Rehearsed {
  edit: string;
  changes: Edit[];
  /** What has to be among the findings. */
  finds: Pick<Finding, "verdict" | "state" | "event">;
}

const copy = scratch();
afterAll(copy.remove);

const OFFER = "machines/offer.ts";
const MONEY_CALL = "machines/money-call.ts";
const replace = (file: string, from: string, by: string): Edit => ({ file, from, by });
const at = (state: string, event: string, verdict: Finding["verdict"]): Rehearsed["finds"] => ({
  state,
  event,
  verdict,
});
const CONFIRM = "ready.offer/filling.confirm";
const OFFERING = "ready.offer/sending/sending.offering";
const sent = "({ context: { account, recipient, amount, dueDate } })";
const offeringCall = `offering: {
          description: "credex-core makes the offer.",
          invoke: {`;
const guide = editsIn(copy.read("machines/README.md"), "Add a question to a form: an example");

const harmful: Rehearsed[] = [
  {
    edit: "the call sends a hundredth of the amount",
    changes: [
      replace(
        OFFER,
        "            amount,\n            ...(dueDate",
        "            amount: { ...amount, value: String(Number(amount.value) / 100) },\n            ...(dueDate",
      ),
    ],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "the amount is an object with a sum",
    changes: [
      replace(
        OFFER,
        "            amount,\n            ...(dueDate",
        "            amount: amount.sum,\n            ...(dueDate",
      ),
    ],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "the context's amount is renamed",
    changes: [replace(OFFER, sent, sent.replace("amount", "sum: amount"))],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "the context's due date is renamed",
    changes: [replace(OFFER, sent, sent.replace("dueDate", "dueOn: dueDate"))],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "a button sends at once that asked for a date before",
    changes: [
      replace(
        OFFER,
        '"choice.unsecured": { target: "due", actions: "makeUnsecured" }',
        '"choice.unsecured": { target: "#offer.sending" }',
      ),
    ],
    finds: at(CONFIRM, "taps “unsecured”", "sends other money"),
  },
  {
    edit: "“Back” declines",
    changes: [
      replace(
        "machines/incoming.ts",
        '"choice.back": "picking",\n            back: "picking",\n            unexpected: { target: "seeing"',
        '"choice.back": { target: "#incoming.deciding", actions: "decline" },\n            back: "picking",\n            unexpected: { target: "seeing"',
      ),
    ],
    finds: at("ready.incomingOffers/choosing.seeing", "taps “back”", "sends other money"),
  },
  {
    edit: "the input of a money call is renamed",
    changes: [
      replace(
        MONEY_CALL,
        "input: ({ context }) => context.offer,",
        "input: ({ context: { offer } }) => ({ ...offer, sum: offer.amount }),",
      ),
    ],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "an operation no longer counts as money",
    changes: [replace("machines/kit.ts", '\n  "createCredex",', "")],
    finds: at(CONFIRM, "taps “confirm”", "sends other money"),
  },
  {
    edit: "the guide's example asks one more question",
    changes: guide,
    finds: at("ready.offer/filling.searching", "“getAccountByHandle” is done", "breaks"),
  },
  {
    edit: "the context of root has one more field",
    changes: [
      replace(
        "machines/root.ts",
        "const { pendingIn, pendingOut } = accountIn(context);",
        "const { pendingIn, pendingOut } = accountIn(context);\n  if (context.favourites.length > 9) return [];",
      ),
    ],
    finds: at("ready.home", "writes a text", "breaks"),
  },
  {
    edit: "a form reads a field of the account that it did not have",
    changes: [
      replace(OFFER, "account: form.account.accountName,", "account: form.account.names.short,"),
    ],
    finds: at("ready.offer/filling.searching", "“getAccountByHandle” is done", "breaks"),
  },
  {
    edit: "a photo is no longer answered",
    changes: [
      replace(OFFER, 'media: { target: ".again", reenter: true, actions: "media" },', "media: {},"),
    ],
    finds: at("ready.offer/filling.amount", "sends a photo", "ends in silence"),
  },
  {
    edit: "a money call is renamed",
    changes: [
      replace(MONEY_CALL, 'src: "createCredex"', 'src: "makeOffer"'),
      replace("machines/kit.ts", "createCredex: operation", "makeOffer: operation"),
      replace("machines/kit.ts", '\n  "createCredex",', '\n  "makeOffer",'),
    ],
    finds: at(OFFERING, "“createCredex” is done", "goes home"),
  },
  {
    edit: "a decision has another name",
    changes: [
      replace(MONEY_CALL, 'params: { call: "declineCredex" }', 'params: { call: "refuseCredex" }'),
      replace("machines/incoming.ts", '"declineCredex"', '"refuseCredex"'),
      replace("machines/money.ts", 'declineCredex: "decline"', 'refuseCredex: "decline"'),
      replace("machines/money.ts", '"declineCredex"', '"refuseCredex"'),
    ],
    finds: at(
      "ready.incomingOffers/deciding/retrying.unreachable",
      "taps “again”",
      "reaches another state",
    ),
  },
  {
    edit: "a field is inverted",
    changes: [replace(OFFER, "=> context.isUnsecured,", "=> !context.isSecured,")],
    finds: at(
      "ready.offer/filling.searching",
      "“getAccountByHandle” is done",
      "reaches another state",
    ),
  },
];

const harmless: Rehearsed[] = [
  {
    edit: "a state is renamed",
    changes: [
      replace(OFFER, '"recipient"', '"payee"'),
      replace(OFFER, "        recipient: {\n", "        payee: {\n"),
    ],
    finds: at("ready.offer/filling.recipient", "writes a text", "goes home"),
  },
  {
    edit: "the guide's example renames a state, and migrates it",
    changes: editsIn(
      copy.read("machines/README.md"),
      "Carry members into a release with other names",
    ),
    finds: at("ready.offer/filling.recipient", "writes a text", "migrates"),
  },
  {
    edit: "a delay is renamed",
    changes: [replace(OFFER, "replyTimeout", "patience")],
    finds: at(CONFIRM, "taps “confirm”", "goes home"),
  },
  {
    edit: "the menu has a time limit",
    changes: [
      replace(
        "machines/root.ts",
        '          entry: "home.menu",',
        '          entry: "home.menu",\n          after: { 100000: { target: "home", reenter: true } },',
      ),
    ],
    finds: at("ready.home", "taps “offer”", "goes home"),
  },
  {
    edit: "a read call in progress is renamed",
    changes: [
      replace(OFFER, "getAccountByHandle", "findAccount"),
      replace("machines/kit.ts", "getAccountByHandle", "findAccount"),
    ],
    finds: at("ready.offer/filling.searching", "“getAccountByHandle” is done", "goes home"),
  },
  {
    edit: "the state of a money call in progress transitions to another that makes it",
    changes: [
      replace(
        MONEY_CALL,
        offeringCall,
        offeringCall.replace(
          "invoke: {",
          'always: "making",\n        },\n        making: {\n          description: "credex-core makes the offer.",\n          invoke: {',
        ),
      ),
    ],
    finds: at(OFFERING, "“createCredex” is done", "goes home"),
  },
  {
    edit: "a guard is stricter",
    changes: [
      replace(
        OFFER,
        "isHandle: ({ event }) => parseHandle(textOf(event)) !== undefined,",
        "isHandle: ({ event }) => (parseHandle(textOf(event)) ?? '').length > 20,",
      ),
    ],
    finds: at("ready.offer/filling.recipient", "writes a text", "reaches another state"),
  },
  {
    edit: "a button is removed",
    changes: [
      replace(OFFER, '"choice.unsecured": { target: "due", actions: "makeUnsecured" },', ""),
    ],
    finds: at(CONFIRM, "taps “unsecured”", "reaches another state"),
  },
  {
    edit: "a row of the menu is renamed",
    changes: [replace("machines/root.ts", '"choice.offer"', '"choice.send"')],
    finds: at("ready.home", "taps “offer”", "reaches another state"),
  },
  {
    edit: "a second question confirms the offer",
    changes: [
      replace(OFFER, '"choice.confirm": "#offer.sending",', '"choice.confirm": "sure",'),
      replace(
        OFFER,
        "        confirm: {\n",
        '        sure: { entry: "confirm", on: { "choice.confirm": "#offer.sending" } },\n        confirm: {\n',
      ),
    ],
    finds: at(CONFIRM, "taps “confirm”", "reaches another state"),
  },
  {
    edit: "a number of weeks is one of months",
    changes: [replace("machines/due-dates.ts", "const WEEK_DAYS = 7;", "const WEEK_DAYS = 30;")],
    finds: at("ready.offer/filling.due", "taps “weeks”", "receives other words"),
  },
  {
    edit: "a question about money has other terms",
    changes: [
      replace(
        "machines/copy/en.ts",
        "It may come with a recurring payment:",
        "It costs 25 USD a month:",
      ),
    ],
    finds: at("ready.upgrade/confirm", "sends a photo", "receives other words"),
  },
];

const quiet: Pick<Rehearsed, "edit" | "changes">[] = [
  { edit: "nothing", changes: [] },
  {
    edit: "a description",
    changes: [replace(OFFER, "Asks for the amount.", "How much is offered.")],
  },
  { edit: "a shorter time limit", changes: [replace(OFFER, "minutes(4)", "minutes(3)")] },
];

function reportOf(edit: string): Rehearsal {
  const rehearsal = rehearsals.get(edit);
  if (!rehearsal) throw new Error(`No report of ${edit}`);
  return rehearsal;
}

const all = [...harmful, ...harmless, ...quiet];
let statuses: { [edits in "harmful" | "broken" | "harmless"]: number | null };
const rehearsals = new Map<string, Rehearsal>();

/** A step of the guide; without a text to replace, it writes the file. */
function follow(file: string, from: string, by: string): void {
  if (from === "") copy.write(file, by);
  else copy.replace(file, from, by);
}

const folderOf = (edit: string) => `${all.findIndex((one) => one.edit === edit)}`;

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy.folder,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  return { status, stdout, stderr };
}

/** Keeps what is reported of each edit; returns the exit status. */
function rehearseAll(edits: readonly { edit: string }[], ...options: string[]): number | null {
  const folders = edits.map(({ edit }) => folderOf(edit));
  const { stdout, stderr, status } = rehearse("HEAD", "--json", ...options, ...folders);
  expect(stderr).toBe("");
  const reports = stdout.trim().split("\n");
  edits.forEach(({ edit }, index) => {
    rehearsals.set(edit, JSON.parse(reports[index] ?? ""));
  });
  return status;
}

/** A few records of each state, in English. */
const rehearse = (...args: string[]) =>
  run(
    process.execPath,
    ...["--max-semi-space-size=64", "--import", "tsx"],
    new URL("../../scripts/rehearse.ts", import.meta.url).pathname,
    ...args,
    ...["--per-state", "3", "--locale", "en"],
  );

beforeAll(() => {
  for (const args of [
    ["init", "--quiet"],
    ["add", "machines"],
    ["-c", "user.name=Tester", "-c", "user.email=", "commit", "--quiet", "--message", "before"],
  ])
    expect(run("git", ...args)).toMatchObject({ status: 0 });
  all.forEach(({ changes }, index) => {
    cpSync(join(copy.folder, "machines"), join(copy.folder, `${index}`), { recursive: true });
    for (const { file, from, by } of changes)
      follow(file.replace("machines/", `${index}/`), from, by);
  });
  const isBroken = ({ finds }: Rehearsed) => ["breaks", "ends in silence"].includes(finds.verdict);
  const cents = harmful.slice(0, 1);
  statuses = {
    harmful: rehearseAll(harmful.filter((one) => !isBroken(one))),
    broken: rehearseAll(harmful.filter(isBroken), "--money-changes"),
    harmless: rehearseAll([...cents, ...harmless, ...quiet], "--money-changes"),
  };
}, WALK_TIMEOUT_MS);

describe("an edit that must not be published", () => {
  test.each(harmful.map((one) => [one.edit, one] as const))("%s", (edit, { finds }) => {
    const { harms, findings } = reportOf(edit);
    expect(harms).not.toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining(finds));
  });
});

describe("an edit that changes what members experience", () => {
  test.each(harmless.map((one) => [one.edit, one] as const))("%s", (edit, { finds }) => {
    expect(reportOf(edit)).toMatchObject({
      harms: [],
      findings: expect.arrayContaining([expect.objectContaining(finds)]),
    });
  });
});

test("a state that is renamed with a migration sends nobody home", () => {
  const { counts, records } = reportOf("the guide's example renames a state, and migrates it");
  expect(counts.migrates + counts["carries over"]).toBe(records);
});

describe("an edit that no member notices", () => {
  test.each(quiet.map(({ edit }) => [edit]))("%s", (edit) => {
    const { records, findings, counts } = reportOf(edit);
    expect(findings).toEqual([]);
    expect(records).toBeGreaterThan(50);
    expect(counts["carries over"]).toBe(records);
  });
});

test("what must not be published ends the command with exit status 1; intended other money does not", () => {
  expect(statuses).toEqual({ harmful: 1, broken: 1, harmless: 0 });
});

describe("the lines of a report", () => {
  test("count the records by outcome, then say where, with an example", () => {
    const { records, events, counts } = reportOf("the call sends a hundredth of the amount");
    const lines = reportLines(reportOf("the call sends a hundredth of the amount"));
    expect(lines).toEqual([
      `${records} records, ${events} events, each with the old and the new machines:`,
      `${counts["carries over"]} carry over`,
      `${counts["sends other money"]} send other money`,
      'offer, ready.offer/filling.confirm, taps “confirm”: 3 records send other money. Example (en): createCredex.input.amount.value "0.2" instead of "20.00".',
    ]);
  });

  test("say only that all records carry over if none is different", () => {
    const { records } = reportOf("nothing");
    expect(reportLines(reportOf("nothing")).slice(1)).toEqual([`${records} carry over`]);
  });

  test("show a long text from where it differs", () => {
    expect(reportLines(reportOf("a question about money has other terms")).join("\n")).toContain(
      "It costs 25 USD a month",
    );
  });
});

test("a revision that git does not have is reported, and is no option of git", () => {
  expect(rehearse("nowhere")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("git cannot read that revision"),
  });
});
