import { expect, test } from "vitest";
import { audienceLine, rolloutLine } from "../../scripts/flows/describe.ts";
import { type Rollout, toRecorded } from "../../src/releases/rollout.ts";

const rollout: Rollout = {
  version: 3,
  current: "r2",
  previous: { release: "r1" },
  next: { release: "r3", to: 10, numbers: ["263771234567"] },
};

test("says who meets a release, and counts the numbers instead of showing them", () => {
  expect(["r0", "r1", "r2", "r3"].map((id) => audienceLine(rollout, id))).toEqual([
    "nobody",
    "nobody; a revert returns to it",
    "current",
    "10 %, numbers: 1",
  ]);
  const draft: Rollout = { version: 1, next: { release: "r3", to: "draft", numbers: [] } };
  expect(audienceLine(draft, "r3")).toBe("draft, numbers: 0");
  expect(audienceLine(undefined, "r3")).toBe("nobody");
});

test("says a rollout in a line, by the numbers of its releases, or the id of one that was deleted", () => {
  const numberOf = (id: string) => (id === "r3" ? undefined : Number(id.slice(1)));
  expect(rolloutLine(toRecorded(rollout), numberOf)).toBe(
    "release 2, and release r3 for 10 %, numbers: 1",
  );
  expect(rolloutLine({ version: 1 }, numberOf)).toBe("each server's own release for all");
  expect(rolloutLine({ version: 4, current: "r2", endsOthers: true }, numberOf)).toBe(
    "release 2 for all; every other release has ended",
  );
});
