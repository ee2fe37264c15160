import { expect, test } from "vitest";
import { savedStage } from "../../src/conversation/machine/saved-stage.ts";
import type { SavedSnapshot } from "../../src/conversation/machine/snapshot-compatibility.ts";
import { atFirstContact, atRecipient } from "../machines/scenes.ts";

/** The stage that a record tells is the one that the machine was in. */

test.each([
  ["a call is pending", atFirstContact, "login"],
  ["a form is open", atRecipient, "ready.offer/filling.recipient"],
])("while %s", (_, at, stage) => {
  at()
    .isAt(stage)
    .isLeftWith(({ snapshot }) => {
      expect(savedStage(snapshot as SavedSnapshot)).toBe(stage);
    });
});
