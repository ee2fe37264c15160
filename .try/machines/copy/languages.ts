import type { Copy } from "./copy.ts";
import { en } from "./en.ts";
import { nd, reviewed as reviewedInNdebele } from "./nd.ts";
import { isAboutMoney, unreviewedIn } from "./review.ts";
import { reviewed as reviewedInShona, sn } from "./sn.ts";

/**
 * The languages, English first: what is said in each, and which wordings of it a speaker has reviewed. This is the
 * only list of them.
 */
export const languages = {
  en: { copy: en, reviewed: Object.keys(en) },
  sn: { copy: sn, reviewed: reviewedInShona },
  nd: { copy: nd, reviewed: reviewedInNdebele },
} as const satisfies { [language: string]: { copy: Copy; reviewed: readonly string[] } };

export type Language = keyof typeof languages;

/**
 * The copy of each language that members are offered. One with a wording about money that no speaker
 * has reviewed is offered only where `withUnreviewed` says so.
 */
export function offeredCopies({ withUnreviewed }: { withUnreviewed: boolean }): {
  [L in Language]?: Copy;
} {
  return Object.fromEntries(
    Object.entries(languages)
      .filter(([, { copy, reviewed }]) => withUnreviewed || isFit(copy, reviewed))
      .map(([language, { copy }]) => [language, copy]),
  );
}

function isFit(copy: Copy, reviewed: readonly string[]): boolean {
  return !unreviewedIn(copy, reviewed).some(isAboutMoney);
}
