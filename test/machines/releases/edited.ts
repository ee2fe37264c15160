import { beforeAll, describe, test } from "vitest";
import type { TurnOptions } from "../../../src/conversation/turn/turn.ts";
import { releaseWith } from "../../support/edited-release.ts";
import type { Play } from "../../support/play.ts";
import type { SourceEdit } from "../../support/source-edits.ts";

/** An event under the edited release, the state of the member before it, and the expected outcome. */
export interface Continuation {
  /** Where the member is, and what happens next. */
  when: string;
  at: () => Play;
  follows: (play: Play, edited: TurnOptions) => unknown;
}

/** An edit of the machines' source, and how it ends for members in the middle of a conversation. */
export function describeEdit(
  what: string,
  edits: readonly SourceEdit[],
  continuations: readonly Continuation[],
): void {
  describe(what, () => {
    let edited: TurnOptions;
    beforeAll(async () => {
      edited = await releaseWith(...edits);
    });
    test.each(continuations)("$when", ({ at, follows }) => {
      follows(at().isServedUnder(edited), edited);
    });
  });
}

/** The member gets one sentence that says why, and returns to the menu through a login. */
export const goesHome = (play: Play) => play.hears("machine.edited").calls("login");

/** The open confirm is asked again, and nothing is sent. */
export const isAskedAgain = (play: Play) =>
  play.hears("money.tap", "offer.confirm.ask").callsNothing();
