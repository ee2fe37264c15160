import type { Failure } from "../../../src/fakes/cloud-api/failure.ts";
import { endpoints } from "../../../src/fakes/credex-core/endpoints.ts";
import type { Fault } from "../../../src/fakes/credex-core/faults.ts";
import type { CredexMode, WhatsAppMode } from "../../../src/playground/protocol.ts";

/** The delay of a late answer: shorter than the server's time-out. */
const LATE_MS = 3_000;

/** The fault of a request to the credex-core fake. Where it is down, nothing listens: no request arrives. */
export function credexFault(mode: CredexMode, endpoint: string): Fault | undefined {
  // A login changes nothing, and is refused only to unknown members.
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
      // The case that matters: it was done, and no answer says so. Lookups still get answers: a money call is sent
      // only after one, so without them nothing would ever be done.
      return isWrite ? { kind: "hang", applied: true } : undefined;
  }
}

/** The fault of a send to the WhatsApp fake. */
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
