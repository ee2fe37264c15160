import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyStateMachine } from "xstate";
import { z } from "zod";
import type { Copy } from "../machines/copy/copy.ts";
import { offeredCopies } from "../machines/copy/languages.ts";
import { firm, words } from "../machines/copy/words.ts";
import { fallbackKeys } from "../machines/fallback.ts";
import { moneyOperations } from "../machines/kit.ts";
import { migrations } from "../machines/migrations/migrations.ts";
import { readQuickOffer } from "../machines/quick-offer.ts";
import { root } from "../machines/root.ts";
import type { MachineContract } from "./conversation/machine/machine-contract.ts";
import { Migration } from "./conversation/machine/migration.ts";
import { Dictionary } from "./conversation/model/dictionary.ts";
import type { ReplyEffect } from "./conversation/model/effect.ts";
import type { Json } from "./conversation/model/record.ts";
import type { FallbackWords } from "./conversation/ports/channel.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import type { Render } from "./conversation/ports/copy.ts";
import type { TurnOptions } from "./conversation/turn/turn.ts";
import { choiceNamesIn } from "./copy/choice-names.ts";
import { createInterpret } from "./copy/interpret.ts";
import { createRender } from "./copy/render.ts";
import { CREDEX_TOKEN } from "./credex/credential.ts";
import { hashFolder } from "./folder-hash.ts";
import { createRelease } from "./release.ts";
import { type ReleaseId, releaseIdOf } from "./releases/release.ts";

/** What designers make. */
export interface Serving {
  root: AnyStateMachine;
  copies: { [locale: string]: Copy };
  words: typeof words;
  /** Words that are commands even where a name or a handle is asked for. */
  firm: typeof firm;
  /** Absent: that of this project. */
  readQuickOffer?: typeof readQuickOffer;
  /** What they call otherwise than those before. */
  migrations?: readonly Migration[] | undefined;
  /** Where their files are, if not in the project: for drawing them, and for the release's identity. */
  folder?: string;
  /** The id of the bundle that has all of this; absent in development. */
  id?: ReleaseId | undefined;
}

/** What a bundle of machines/ exports. */
interface Bundled extends Omit<Serving, "copies" | "folder" | "id"> {
  copies: { reviewed: Serving["copies"]; all: Serving["copies"] };
}

export const DEFAULT_LOCALE = "en";

/** What VimbisoPay's machines and the conversation know of each other. */
export const contract: MachineContract = {
  recordFields: {
    keptContext: {
      profile: z.object({ member: Dictionary, accounts: z.array(Dictionary) }),
      current_account: Dictionary,
    },
    credentials: [CREDEX_TOKEN],
  },
  commands: {
    greeting: "home",
    cancel: "cancel",
    optOut: "stop",
    optIn: "start",
    language: "language",
    yes: "yes",
    no: "no",
  },
  leaving: { by: ["home", "offers", "language", "quick.offer"], event: "leave" },
  actions: {
    reply: "reply",
    askAgain: "askAgain",
    setLocale: "speak",
    setConsent: "setNotices",
  },
  tags: { confirmation: "money", field: "text" },
};

/** The machines and the copy of this project. */
export function shippedServing(options: { withUnreviewed: boolean }): Serving {
  const bundle = new URL("../machines.bundle.js", import.meta.url);
  const id = existsSync(bundle) ? releaseIdOf(readFileSync(bundle, "utf8")) : undefined;
  return { root, copies: offeredCopies(options), words, firm, migrations, id };
}

/**
 * The machines and the copy of a bundle.
 * @throws {Error} that names what the bundle lacks
 */
export function bundledServing(
  exported: { [name in keyof Bundled]?: unknown },
  { id, withUnreviewed }: { id: ReleaseId; withUnreviewed: boolean },
): Serving {
  const { root, copies, words, firm, readQuickOffer } = exported as Partial<Bundled>;
  const offered = withUnreviewed ? copies?.all : copies?.reviewed;
  if (!root || !offered?.[DEFAULT_LOCALE] || !words || !firm || !readQuickOffer)
    throw new Error("exports no machine, copy or words");
  for (const [locale, copy] of Object.entries(offered))
    for (const key of Object.values(fallbackKeys))
      if (copy[key] === undefined) throw new Error(`lacks the wording “${key}” in “${locale}”`);
  const migrations = readMigrations((exported as Partial<Bundled>).migrations);
  return { root, copies: offered, words, firm, readQuickOffer, migrations, id };
}

/**
 * The migrations that a bundle exports. A bundle of an earlier version exports none.
 * @throws {Error} if they are not valid
 */
function readMigrations(exported: unknown): Migration[] {
  // Of another context: its objects are not of this one's classes.
  const { data } = z.array(Migration).safeParse(JSON.parse(JSON.stringify(exported ?? [])));
  if (!data) throw new Error("exports migrations that are not valid");
  return data;
}

/** The operations that change a balance, an offer or what is paid. */
export function isMoney(operation: string): boolean {
  return moneyOperations.has(operation);
}

/** How VimbisoPay's machines run, and how replies and texts are put into words. */
export function createTurnOptions(
  { root: machine, copies, words, firm, migrations, folder, id, ...serving }: Serving,
  { supportUrl }: { supportUrl: string | undefined },
): TurnOptions {
  const languages = Object.keys(copies);
  const files = folder ?? fileURLToPath(new URL("../machines", import.meta.url));
  const known =
    id === undefined ? { content: [hashFolder(files), ...languages] } : { identity: id };
  return {
    release: createRelease({
      ...{ machine, contract, migrations, injectedContext: { languages } },
      ...known,
    }),
    render: createRender({ copies, fallback: DEFAULT_LOCALE, supportUrl }),
    interpret: createInterpret(words, {
      phrases: [serving.readQuickOffer ?? readQuickOffer],
      firm,
      without: languages.length > 1 ? [] : ["language"],
    }),
    isAtMostOnce: isMoney,
    choiceNames: choiceNamesIn(copies),
  };
}

/** The languages of a release. */
export function languagesOf({ release }: TurnOptions): readonly Json[] {
  const { languages } = release.injectedContext ?? {};
  return Array.isArray(languages) ? languages : [];
}

/** The sentences that replace a message which WhatsApp does not show, in the copy of the release that said it. */
export function createFallbackWords({
  renderOf,
  clock,
}: {
  renderOf: (release: string | undefined) => Render;
  clock: Clock;
}): (reply: Pick<ReplyEffect, "locale" | "release">) => FallbackWords {
  return ({ locale = DEFAULT_LOCALE, release }) => {
    const render = renderOf(release);
    const say = (key: string) => render({ reply: { key }, locale, now: clock() }).text;
    const { byNumber, byTitle, sorry } = fallbackKeys;
    return { byNumber: say(byNumber), byTitle: say(byTitle), sorry: say(sorry) };
  };
}
