import { expect, test } from "vitest";
import { failureOf } from "../../src/conversation/ports/telemetry.ts";

test("reports an error by its name and place, never by its message", () => {
  const told = failureOf("turn", new TypeError("no such thing:\n    at 263771234567"));
  expect(told).toMatchObject({ kind: "failure", where: "turn", code: "TypeError" });
  expect(told).toMatchObject({
    cause: expect.stringMatching(/^at .*telemetry-event\.test\.ts:\d+:\d+/),
  });
  expect(JSON.stringify(told)).not.toContain("263771234567");
});

test("reports the code of an error; a thrown value that is not an error is unknown", () => {
  const coded = Object.assign(new Error("secret"), { code: "ECONNRESET" });
  expect(failureOf("sweep", coded)).toMatchObject({ code: "ECONNRESET" });
  expect(failureOf("sweep", "secret")).toEqual({
    kind: "failure",
    where: "sweep",
    code: "unknown",
    cause: "",
  });
});
