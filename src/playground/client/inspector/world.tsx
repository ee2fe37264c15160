import type { CredexMode, WhatsAppMode } from "../../protocol.ts";
import { killServer, skip, troubleCredex, troubleWhatsApp } from "../server/world-link.ts";
import { world } from "../state/world.ts";
import { Switch } from "./switch.tsx";

const CREDEX: { mode: CredexMode; title: string; effect: string }[] = [
  { mode: "fine", title: "Fine", effect: "It does what it is asked." },
  { mode: "refuses", title: "Refuses", effect: "It says no, and why. Nothing is done." },
  { mode: "away", title: "Is away", effect: "It cannot be reached. Nothing is done." },
  { mode: "late", title: "Answers late", effect: "It does what it is asked, some seconds later." },
  { mode: "never", title: "Never answers", effect: "It does it, and nobody hears of it." },
];

const WHATSAPP: { mode: WhatsAppMode; title: string; effect: string }[] = [
  { mode: "fine", title: "Fine", effect: "It takes every message." },
  { mode: "slow down", title: "Slow down", effect: "Too many messages: again a little later." },
  { mode: "fails", title: "Fails", effect: "Its own fault: again a little later." },
  { mode: "refuses", title: "Refuses", effect: "It will never take the message." },
  { mode: "hangs", title: "Hangs", effect: "It takes it, and does not say so." },
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
            : "A form closes after four quiet minutes, a session after five."}
        </p>
        <div class="deeds">
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
            ? "kill -9, at any moment: it starts again, and nothing is lost or done twice."
            : "It is down, and is being started again."}
        </p>
        <div class="deeds">
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
