import type { CredexMode, WhatsAppMode } from "../../protocol.ts";
import { killServer, skip, troubleCredex, troubleWhatsApp } from "../server/world-link.ts";
import { world } from "../state/world.ts";
import { Switch } from "./switch.tsx";

const CREDEX: { mode: CredexMode; title: string; effect: string }[] = [
  { mode: "fine", title: "Fine", effect: "Works normally." },
  { mode: "refuses", title: "Refuses", effect: "Refuses with a reason. Nothing is done." },
  { mode: "away", title: "Is down", effect: "Cannot be reached. Nothing is done." },
  { mode: "late", title: "Answers late", effect: "Answers after some seconds." },
  { mode: "never", title: "Never answers", effect: "Performs the call but never responds." },
];

const WHATSAPP: { mode: WhatsAppMode; title: string; effect: string }[] = [
  { mode: "fine", title: "Fine", effect: "Accepts every message." },
  { mode: "slow down", title: "Slow down", effect: "Too many messages: try again later." },
  { mode: "fails", title: "Fails", effect: "Internal error: try again later." },
  { mode: "refuses", title: "Refuses", effect: "Rejects the message for good." },
  { mode: "hangs", title: "Hangs", effect: "Accepts the message but the request hangs." },
];

/** Switches for failures of the surrounding services. */
export function WorldPane() {
  const now = world.value;
  if (!now) return <p class="blank">Waiting for the world…</p>;
  const minutes = Math.round(now.aheadMs / 60_000);
  return (
    <div class="world">
      <Switch name="credex-core" options={CREDEX} value={now.credex} onPick={troubleCredex} />
      <Switch name="WhatsApp" options={WHATSAPP} value={now.whatsapp} onPick={troubleWhatsApp} />
      <fieldset>
        <legend>Time</legend>
        <p class="effect">
          {minutes > 0
            ? `Everybody's clock is ${minutes} ${minutes === 1 ? "minute" : "minutes"} ahead.`
            : "A form closes after four minutes without a message, a session after five."}
        </p>
        <div class="actions">
          <button type="button" onClick={() => void skip(4)}>
            Skip 4 minutes
          </button>
          <button type="button" onClick={() => void skip(1)}>
            Skip 1 minute
          </button>
        </div>
      </fieldset>
      <fieldset>
        <legend>The server</legend>
        <p class="effect">
          {now.isServerUp
            ? "kill -9 at any moment: it restarts, and nothing is lost or done twice."
            : "It is down and restarting."}
        </p>
        <div class="actions">
          <button
            type="button"
            class="danger"
            disabled={!now.isServerUp}
            onClick={() => void killServer()}
          >
            Kill the server
          </button>
        </div>
      </fieldset>
    </div>
  );
}
