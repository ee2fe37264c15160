import { expect, test } from "vitest";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { createLogs } from "../../src/telemetry/logs.ts";

const telemetryEvents: TelemetryEvent[] = [
  {
    kind: "turn",
    conversationId: "c",
    event: "message",
    id: "m",
    outcome: "committed",
    attempts: 1,
  },
  { kind: "delivery", conversationId: "c", effect: "s:1:0", outcome: "dead", code: "131026" },
  { kind: "call", conversationId: "c", effect: "s:1:0", operation: "login", outcome: "done" },
  { kind: "ignored", what: "reaction" },
  { kind: "status", status: "failed", code: "131047" },
  { kind: "state", operation: "update", key: "ab12", attempt: 3, reason: "conflict", found: 4 },
  { kind: "unreplicated", reason: "late", count: 7 },
  { kind: "halt", halted: "r2", trouble: "dead", reason: "9 replies given up" },
  { kind: "failure", where: "turn", code: "parked", cause: "TypeError at machine.ts:1" },
];

function log(telemetryEvent: TelemetryEvent, level = "trace"): { [field: string]: unknown }[] {
  const lines: string[] = [];
  const { observe } = createLogs({
    level,
    destination: { write: (line) => void lines.push(line) },
  });
  observe(telemetryEvent);
  return lines.map((line) => JSON.parse(line));
}

test.each(telemetryEvents)(
  "a fact of kind $kind is one line with its own fields",
  (telemetryEvent) => {
    const { kind, ...fields } = telemetryEvent;
    expect(log(telemetryEvent)).toEqual([
      { level: expect.any(Number), time: expect.any(Number), msg: kind, ...fields },
    ]);
  },
);

test.each(telemetryEvents)(
  "a field that is not on the allow-list of $kind is not logged",
  (telemetryEvent) => {
    const careless = { ...telemetryEvent, text: "a secret sentence", phone: "263771234567" };
    expect(JSON.stringify(log(careless))).not.toMatch(/secret|263771234567/);
  },
);

test("what an operator has to see passes a level of warn, what goes well does not", () => {
  const seen = telemetryEvents
    .filter((telemetryEvent) => log(telemetryEvent, "warn").length > 0)
    .map(({ kind }) => kind);
  expect(seen).toEqual(["delivery", "status", "unreplicated", "halt", "failure"]);
});
