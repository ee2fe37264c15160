import { describe, expect, test } from "vitest";
import type { Reply } from "../../machines/copy/reply.ts";
import { firm, words } from "../../machines/copy/words.ts";
import type { Play } from "../support/play.ts";

type Key = Reply["key"];

/** A question of a form from which nothing has left yet. */
export interface Leaving {
  name: string;
  at: () => Play;
  /** What is said when the member cancels. */
  cancelled: Key;
  /** What is said after one step back. */
  back: Key[];
  /** Whether a button or row is named `back`. */
  hasButton?: true;
  /** It asks for a name or a handle, which "offers" and "language" may be: only firm words leave it. */
  takesText?: true;
  /** The question, where its choices can move money. */
  moves?: Key;
}

const { en, sn, nd } = words;
const backWords = [en, sn, nd].flatMap((byCommand) => byCommand?.back ?? []);

/** Tests that a member who leaves a question, or goes back from it, reads that nothing was done. */
export function describeLeaving(questions: readonly Leaving[]): void {
  describe.each(questions)("at $name", ({ at, cancelled, back, takesText }) => {
    test("cancel says that nothing was done", () => {
      at().says("cancel").hears(cancelled, "home.menu").callsNothing();
    });

    test("menu, offers, a language and a quick command say so too, and are then carried out", () => {
      at().says("menu").hears(cancelled).calls("getDashboard").isAt("ready.refreshing");
      if (!takesText) {
        at().says("offers").hears(cancelled).calls("getDashboard").isAt("ready.refreshing");
        at()
          .says("language")
          .hears(cancelled, "language.ask")
          .isAt("ready.languageForm/choosing.picking");
      }
      at()
        .says("7=>moyo_motors")
        .hears(cancelled)
        .calls("getAccountByHandle", { handle: "moyo_motors" });
    });

    test.each(backWords.filter((word) => !takesText || firm.includes(word)))(
      "%j goes one step back",
      (word) => {
        at()
          .says(word)
          .hears(...back)
          .callsNothing();
      },
    );
  });

  test.each(questions.filter(({ hasButton }) => hasButton))(
    "at $name the button that is named back does what the word does",
    ({ at, back }) => {
      at()
        .taps("back")
        .hears(...back)
        .callsNothing();
    },
  );

  test.each(questions.filter(({ moves }) => moves))(
    "at $name a reply to words that are no answer says what to tap",
    ({ at, moves }) => {
      if (!moves) throw new Error("No question");
      const question = at();
      for (const text of ["maybe", "wait", "10", "Send it!"])
        question.says(text).hears("money.tap", moves).callsNothing();
      expect(question.says("cancel").callsNothing()).toBe(question);
    },
  );
}
