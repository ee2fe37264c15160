import { describe, expect, test } from "vitest";
import { offer } from "../../machines/offer.ts";
import { startMachine } from "../../src/conversation/machine/machine-runner.ts";
import { type Play, play } from "../support/play.ts";
import {
  atAmount,
  atDue,
  atHome,
  atRecipient,
  bob,
  foundThandi,
  profile,
  thandi,
  twenty,
} from "./scenes.ts";

const sent = { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty };

/** A profile whose account counts in Canadian dollars. */
const inCad = {
  ...profile,
  accounts: profile.accounts.map((one) => ({ ...one, defaultDenom: "CAD" as const })),
};
const atHomeInCad = () => play().says("hi").calls("login").answers({ profile: inCad });

/** Answers the same text at the form's question and in a quick command. */
const asked = (text: string): [name: string, asked: Play][] => [
  ["the form", atAmount().says(text)],
  ["a quick command", atHome().says(`${text}=>thandi_tailor`)],
];

describe("an amount as people write it", () => {
  test.each([
    ["20 ZiG", "20.00 ZWG"],
    ["ZiG 20", "20.00 ZWG"],
    ["US$20", "20.00 USD"],
    ["20$", "20.00 USD"],
    ["$ 20", "20.00 USD"],
    ["20 dollars", "20.00 USD"],
    ["C$20", "20.00 CAD"],
    ["20. ", "20.00 USD"],
    ["*20*", "20.00 USD"],
    ["“20”", "20.00 USD"],
    ["(20)", "20.00 USD"],
    ["20 USD.", "20.00 USD"],
    ["\u200e20", "20.00 USD"],
    ["20\u200b", "20.00 USD"],
    ["2\u00ad0", "20.00 USD"],
    ["\u206820\u2069\u00a0USD\ufeff", "20.00 USD"],
    ["20\u00a0000", "20,000.00 USD"],
    ["20\u2009000", "20,000.00 USD"],
    ["1'000", "1,000.00 USD"],
    ["1,000.50", "1,000.50 USD"],
  ])("%j is read as %s in the form and in a quick command", (text, shown) => {
    const [[, form], [, quick]] = asked(text) as [[string, Play], [string, Play]];
    form.hears("offer.recipient.ask").reads(`*${shown}*`);
    foundThandi(quick).hears("offer.confirm.ask").reads(`*${shown}*, secured`);
  });

  test.each([
    ["0,500 XAU", "*0.5 XAU*"],
    ["0,125", "*0.12*"],
    ["0,50", "*0.5*"],
    ["10,5", "*10.5*"],
    ["1.000,50", "*1000.5*"],
    ["00,500", "*0.5*"],
    ["01,000", "*1000* or *1*"],
    ["1.500", "*1500* or *1.5*"],
    ["1,500 XAU", "*1500 XAU* or *1.5 XAU*"],
    ["1.23456 XAU", "XAU takes 4 decimals at most, for example *1.2345 XAU*"],
    ["20.5555", "USD takes 2 decimals at most, for example *20.55*"],
    ["0", "above zero, for example *20*"],
    ["-5", "above zero"],
    ["R20", "I don't have ZAR, only USD, ZWG, CAD, CXX, XAU"],
    ["20 KES", "I don't have KES"],
    ["USD 20 ZWG", "name one currency"],
    ["٢٠", "digits 0 to 9"],
    ["2０", "digits 0 to 9"],
    ["1,00,000", "marks between the digits"],
    ["1234567890123", "12 digits at most"],
    ["20k", "in figures, for example *20*"],
    ["twenty", "in figures, for example *20*"],
  ])("%j is refused with the reason and an example: %s", (text, said) => {
    for (const [, play] of asked(text))
      play.hears("offer.amount.invalid", "offer.amount.ask").reads(said).callsNothing();
  });

  test("of 0,500 XAU promised in a quick command is never 500", () => {
    atHome()
      .says("0,500 XAU->thandi_tailor")
      .hears("offer.amount.invalid", "offer.amount.ask")
      .callsNothing()
      .says("0.5 XAU")
      .calls("getAccountByHandle", { handle: "thandi_tailor" });
  });

  test("in dollars of an account that counts in Canadian ones is asked about", () => {
    const at = atHomeInCad().taps("offer");
    at.says("$20").hears("offer.amount.invalid", "offer.amount.ask").reads("*20 CAD* or *20 USD*");
    at.says("20 CAD").hears("offer.recipient.ask").reads("*20.00 CAD*");
    foundThandi(atHomeInCad().says("20=>thandi_tailor")).reads("*20.00 CAD*");
    atHomeInCad()
      .says("20 dollars=>thandi_tailor")
      .hears("offer.amount.invalid", "offer.amount.ask");
  });
});

describe("a handle as people write it", () => {
  test.each([
    ...["thandi_tailor. ", "*thandi_tailor*", "“thandi_tailor”", "(@Thandi_Tailor)"],
    ...["thandi_tailor 👍🏾", "🙏 @thandi_tailor", "＠thandi_tailor", "thandi_tailor@"],
    ...["\u200ethandi_tailor", "thandi_tailor\u200b", "thandi\u00ad_tailor", "@thandi_tailor!"],
  ])("%j is read in the form and in a quick command", (text) => {
    foundThandi(atRecipient().says(text)).hears("offer.confirm.ask");
    foundThandi(atHome().says(`20=>${text}`)).hears("offer.confirm.ask");
    foundThandi(atHome().says(`*20=>${text}*`)).hears("offer.confirm.ask");
  });

  test.each([
    ["th", "too short"],
    ["t".repeat(31), "too long"],
    ["thandi tailor", "no spaces"],
    ["thandi-tailor", "“-”"],
    ["thändi", "“ä”"],
    ["+263 77 123 4567", "phone number"],
  ])("%j is refused with the reason and an example: %s", (text, said) => {
    atRecipient()
      .says(text)
      .hears("offer.recipient.invalid", "offer.recipient.ask")
      .reads(said, "For example *bob_bakery*.")
      .callsNothing();
    atHome()
      .says(`20=>${text}`)
      .hears("offer.recipient.invalid", "offer.recipient.ask")
      .reads(said);
  });

  test.each(["menu", "offers", "masikati", "start", "shona", "yes"])(
    "@%s in a quick command is an account, though it is a word of ours",
    (handle) => {
      atHome().says(`20=>@${handle}`).calls("getAccountByHandle", { handle });
    },
  );

  test.each([
    ["offers", "offers"],
    ["masikati", "home"],
    ["start", "start"],
    ["Shona", "language"],
    ["yes", undefined],
  ])(
    "%j is looked up where a handle is asked for, though it is a word of ours",
    (text, command) => {
      const form = startMachine(offer, { account: profile.accounts[0] });
      form.deliver("", { type: "text", text: "20", at: 0 });
      expect(form.stage()).toBe("filling.recipient");
      form.requestedActions();
      form.deliver("", { type: "text", text, command, at: 0 });
      // What else the form asks before it looks the account up.
      for (let count = 0; count < 9 && form.stage() !== "filling.searching"; count++)
        form.deliver("", { type: "text", text: "For 20 loaves of bread", at: 0 });
      expect(form.requestedActions()).toContainEqual(
        expect.objectContaining({
          kind: "call",
          operation: "getAccountByHandle",
          input: { handle: text.toLowerCase() },
        }),
      );
    },
  );

  test("that nobody has gets a reply about how to continue and how to leave", () => {
    const unknown = (handle: string) =>
      atRecipient()
        .says(handle)
        .reaches("getAccountByHandle")
        .calls("getAccountByHandle", { handle })
        .refuses("account_not_found")
        .hears("offer.recipient.unknown", "offer.recipient.ask");
    unknown("thandi_taylor").reads("@thandi_taylor", "spelling", "*cancel*", "*menu*");
    unknown("0771234567").reads("looks like a phone number");
  });

  test("with underscores at its ends is shown so that WhatsApp hides none of them", () => {
    const account = { ...thandi, accountHandle: "_thandi_" };
    const search = atHome()
      .says("20=>_thandi_")
      .calls("getAccountByHandle", { handle: "_thandi_" })
      .answers(account)
      .hears("offer.confirm.ask")
      .reads("(@`_thandi_`)");
    const closed = search.waits("4 min").hears("offer.expired", "home.menu");
    closed.reads("write *20=>`_thandi_`*");
    closed.says("*20=>`_thandi_`*").calls("getAccountByHandle", { handle: "_thandi_" });
  });
});

describe("a date as people write it", () => {
  test.each([
    ...[
      "15/01/2027.",
      "*15/01/2027*",
      "“15 January 2027”",
      "\u200e15/01/2027",
      "15\u00a0Jan\u00a02027",
    ],
    ...["15th of January", "Friday 15 January", "15 Ndira 2027", "2027 Ndira 15"],
    ...["15 Zibandlela 2027"],
  ])("%j is read", (text) => {
    atDue()
      .says(text)
      .hears("offer.unsecured.ask")
      .taps("confirm")
      .calls("createCredex", { ...sent, dueDate: "2027-01-15" });
  });

  test.each([
    ["01/15/2027", "the day before the month"],
    ["30 February", "no such day"],
    ["Monday 15 January 2027", "another day of the week"],
    ["soon", "couldn't read that as a date."],
  ])("%j is refused with the reason and an example: %s", (text, said) => {
    atDue()
      .says(text)
      .hears("offer.due.invalid", "offer.due.ask")
      .reads(said, "For example *18/01/2027*.");
  });

  test.each([
    ["29 Nov", "too soon"],
    ["tomorrow", "too soon"],
    ["23/11/2027", "too late"],
  ])("%j is refused with the days that would do: %s", (text, said) => {
    atDue()
      .says(text)
      .hears("offer.due.range", "offer.due.ask")
      .reads(said, "from 30 November 2026 to 22 November 2027")
      .says("30 November 2026")
      .hears("offer.unsecured.ask");
  });

  test.each([
    ["sn", "25 Zvita 2026"],
    ["nd", "25 Mpalakazi 2026"],
  ] as const)("is read back in %s as the confirm shows it: %s", (locale, shown) => {
    const at = play({ locale }).says("hi").calls("login").answers({ profile });
    const due = foundThandi(at.says("20->thandi_tailor")).hears("offer.due.ask");
    due.says(shown).hears("offer.unsecured.ask").reads(`*${shown}*`);
    due.says("emuva").hears("offer.due.ask").says(`*${shown}*.`).reads(`*${shown}*`);
  });
});
