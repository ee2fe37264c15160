import type { Failure } from "../../../src/fakes/cloud-api/failure.ts";
import { endpoints } from "../../../src/fakes/credex-core/endpoints.ts";
import type { Fault } from "../../../src/fakes/credex-core/faults.ts";
import type { CredexMode, WhatsAppMode } from "../../../src/playground/protocol.ts";

/** How late an answer is: sooner than the server gives up waiting for it. */
const LATE_MS = 3_000;

/** What a request to credex-core's sandbox has to suffer. Where it is away, nobody listens: no request arrives. */
export function credexFault(mode: CredexMode, endpoint: string): Fault | undefined {
  // A login changes nothing, and is refused to strangers only.
  const isWrite = endpoints[endpoint]?.writes ?? false;
  switch (mode) {
    case "fine":
    case "away":
      return undefined;
    case "refuses":
      return isWrite ? { kind: "refuse" } : undefined;
    case "late":
      return { kind: "answer late", delayMs: LATE_MS };
    case "never":
      // The case that matters: it was done, and nobody knows. What was done can be looked up, and money does
      // not leave before it is known what was there: without an answer to reads nothing would ever be done.
      return isWrite ? { kind: "hang", applied: true } : undefined;
  }
}

/** What a send meets at WhatsApp's double. */
export function whatsappFailure(mode: WhatsAppMode): Failure | undefined {
  switch (mode) {
    case "fine":
      return undefined;
    case "slow down":
      return { kind: "error", httpStatus: 429, code: 130429 };
    case "fails":
      return { kind: "error", httpStatus: 500, code: 131016 };
    case "refuses":
      return { kind: "error", httpStatus: 400, code: 131026 };
    case "hangs":
      return { kind: "hang" };
  }
}
