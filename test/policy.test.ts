import { expect, test } from "vitest";
import { assertPolicy, findPolicyProblems, type Policy } from "../src/policy-relations.ts";

test("the shipped policy contradicts itself nowhere", () => {
  expect(findPolicyProblems()).toEqual([]);
  expect(assertPolicy).not.toThrow();
});

const broken: [Partial<Policy>, string][] = [
  [{ whatsappRequestMs: 15_000 }, "A send has less time than a request to WhatsApp"],
  [{ replyLeaseMs: 11_000 }, "The lease of a reply ends before its send"],
  [{ callLeaseMs: 20_000 }, "The lease of a call ends before a read"],
  [{ credexRequestMs: 8_000 }, "The lease of a money call ends before its request"],
  [{ deduplicationMs: 24 * 60 * 60 * 1_000 }, "A deduplication mark expires before"],
  [{ questionGraceMs: 25 * 60 * 60 * 1_000 }, "The grace of a question is longer"],
  [{ commandMs: 3_000 }, "A connection to Redis counts as dead"],
  [{ replicasMs: 300 }, "A commit that waits for replicas times out"],
  [{ drainMs: 11_000 }, "The drain ends before a send"],
  [{ bodyMs: 10_000 }, "A request is cut before its body is late"],
  [{ whatsappConnections: 100 }, "WhatsApp has fewer connections"],
  [{ stoppedTries: 200 }, "A reply is given up while its number is stopped"],
  [{ whatsappBodyBytes: 16 * 1024 * 1024 }, "The largest webhook of Meta does not fit"],
  [{ unverifiedRequests: 100 }, "Fewer requests may arrive"],
];

test.each(broken)("%j is reported", (changes, problem) => {
  expect(findPolicyProblems(changes)).toContainEqual(expect.stringContaining(problem));
});
