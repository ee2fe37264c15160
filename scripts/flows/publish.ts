import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { RELEASES } from "../../src/policy.ts";
import { revisionOfCleanMachines } from "../machines/revision.ts";
import { bundleMachines } from "./bundle.ts";
import { audienceLine } from "./describe.ts";
import { examine } from "./examine.ts";
import { type Publication, publishRelease } from "./publish-release.ts";
import { withReleases } from "./with-releases.ts";

/**
 * `npm run flows:publish -- --to draft|<percent>|all|none --message <text> [--now] [--numbers <number>,…]
 * [--money-changes <reason>] [--since <revision>]`:
 * bundles machines/ as committed, and publishes it if check, types, paths and rehearsal pass. `none` only stores it.
 * `--now`, with `--to all`, ends every other release at once. `--money-changes`: the rehearsals may find that
 * conversations in progress send other money; the reason is kept. Exit 1 if it was not published.
 */

const USAGE =
  "Usage: npm run flows:publish -- --to draft|<percent>|all|none --message <text> [--now] [--numbers <number>,…] [--money-changes <reason>] [--since <revision>]";

await withReleases(async (releases) => {
  const given = readArguments();
  const privateKey = readPrivateKey();
  const revision = await revisionOfCleanMachines();
  const bundle = await bundleMachines("machines");
  const publication = { ...given, privateKey, revision, bundle, examine };
  const { number, id } = await publishRelease(releases, publication);
  const rollout = await releases.store.loadRollout();
  console.log(`Release ${number} (${id}): ${audienceLine(rollout, id)}`);
});

function readArguments(): Omit<Publication, "bundle" | "revision" | "privateKey" | "examine"> {
  const { values } = parseArgs({
    options: {
      to: { type: "string" },
      now: { type: "boolean" },
      numbers: { type: "string" },
      message: { type: "string" },
      "money-changes": { type: "string" },
      since: { type: "string" },
    },
  });
  const { to, now: isNow, message, since, "money-changes": reason } = values;
  const numbers = values.numbers?.split(",").map((number) => number.replace(/[\s+]/g, ""));
  if (to === undefined || !message?.trim()) throw new Error(USAGE);
  if (numbers?.some((number) => !/^\d{6,15}$/.test(number)))
    throw new Error("--numbers needs phone numbers in digits, with the country's code.");
  if (isNow && to !== "all")
    throw new Error("--now needs --to all: a release ends for all members.");
  if (message.length > RELEASES.reportLineLength)
    throw new Error(`--message needs ${RELEASES.reportLineLength} characters at most.`);
  if (reason !== undefined && !(reason.trim() && reason.length <= RELEASES.reportLineLength))
    throw new Error(
      `--money-changes needs a reason of ${RELEASES.reportLineLength} characters at most.`,
    );
  const moneyChanges = reason?.trim();
  return { to: audienceOf(to), isNow, numbers, message: message.trim(), since, moneyChanges };
}

function audienceOf(to: string): Publication["to"] {
  if (to === "draft" || to === "all" || to === "none") return to;
  const percent = /^\d{1,2}%?$/.test(to) ? Number.parseInt(to, 10) : 0;
  if (percent >= 1) return percent;
  throw new Error("--to needs draft, all, none or a whole number from 1 to 99.");
}

function readPrivateKey(): KeyObject {
  const path = process.env.RELEASE_PRIVATE_KEY_FILE;
  const cure =
    "set it to the PEM file of an Ed25519 private key (openssl genpkey -algorithm ed25519)";
  if (!path) throw new Error(`RELEASE_PRIVATE_KEY_FILE is missing: ${cure}.`);
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // The reason could show a part of the key.
  }
  throw new Error(`RELEASE_PRIVATE_KEY_FILE is not usable: ${cure}.`);
}
