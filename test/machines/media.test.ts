import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import type { Play } from "../support/play.ts";
import {
  atAmount,
  atConfirm,
  atDenomination,
  atDue,
  atFirstContact,
  atHome,
  atOpening,
  atRecipient,
  atSending,
  atWelcome,
  pending,
  profile,
  profileOf,
} from "./scenes.ts";

const limited = { ...profile, member: { ...profile.member, memberTier: 2 } };

const atUpgrading = () =>
  atFirstContact()
    .answers({ profile: limited })
    .taps("upgrade")
    .taps("confirm")
    .atLast("hustler10k");

const atAccepting = () =>
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn: [pending("C-1")] }) })
    .taps("incoming")
    .taps("credex=C-1")
    .taps("accept")
    .atLast("acceptCredex");

/** Where a member is asked something, and what is asked again. */
const questions: [place: string, at: () => Play, question: Reply["key"][]][] = [
  ["welcome", atWelcome, ["welcome.ask"]],
  ["home", atHome, ["home.menu"]],
  ["first name", () => atWelcome().taps("register"), ["registration.firstname.ask"]],
  ["currency", atDenomination, ["registration.denomination.ask"]],
  ["amount", atAmount, ["offer.amount.ask"]],
  ["recipient", atRecipient, ["offer.recipient.ask"]],
  ["due date", atDue, ["offer.due.ask"]],
  ["confirm", () => atConfirm(), ["offer.confirm.ask"]],
  ["language", () => atHome().taps("language"), ["language.ask"]],
  ["login that failed", () => atFirstContact().away(), ["login.away"]],
  ["registration that failed", () => atOpening().away(), ["registration.away"]],
  ["offer that failed", () => atSending().away(), ["offer.away"]],
  ["offer during a pause", () => atSending().paused(), ["offer.paused"]],
  ["upgrade that failed", () => atUpgrading().away(), ["upgrade.away"]],
  ["upgrade during a pause", () => atUpgrading().paused(), ["upgrade.paused"]],
  ["acceptance that failed", () => atAccepting().away(), ["decision.away"]],
  ["acceptance during a pause", () => atAccepting().paused(), ["decision.paused"]],
  ["ledger that failed", () => atHome().taps("ledger").atLast("getLedger").away(), ["ledger.away"]],
];

describe.each(questions)("at the %s", (_, at, question) => {
  test.each(["unsupported", "unknown", "blank"])(
    "a message of which nothing can be seen (%s) is asked for again",
    (media) => {
      at()
        .shows(media)
        .hears("media.unreadable", ...question)
        .callsNothing();
    },
  );

  test.each(["image", "audio", "view_once", "poll_creation", "nfm_reply"])(
    "what is no text (%s) hears that only text can be read",
    (media) => {
      at()
        .shows(media)
        .hears("media", ...question)
        .callsNothing();
    },
  );
});

test("every answer to media comes from the action `media`, which tells the two apart", () => {
  const folder = new URL("../../machines/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "says.ts");
  expect(files.length).toBeGreaterThan(5);
  for (const file of files)
    expect(readFileSync(new URL(file, folder), "utf8"), file).not.toMatch(
      /"?media(\.unreadable)?"?: true|key: "media/,
    );
});
