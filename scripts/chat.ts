import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import type { Received } from "../src/fakes/cloud-api/inbox.ts";
import { deliver } from "./dev/delivery.ts";
import { type Running, readData } from "./dev/settings.ts";

/** A member at the terminal: each line is sent as a signed webhook, each reply is shown. */

const leave = new AbortController();
const { values } = parseArgs({ options: { number: { type: "string", default: "263771234567" } } });
const member = values.number.replace(/\D/g, "");
const running = readData<Running>("dev.json");
if (!running || !(await isUp(running.cloudApiUrl))) {
  console.error("Nothing is running. Start it in another terminal first:  npm run dev");
  process.exit(1);
}

let offered: Pick<Received, "button" | "choices"> = { choices: [] };
const { cloudApiUrl } = running;
const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: "› " });

console.log(
  `You are +${member}. Write to VimbisoPay; a number picks a choice, /photo sends a photo.\n`,
);
const shown = show().catch(() => {
  if (leave.signal.aborted) return;
  console.error("\nnpm run dev has stopped.");
  process.exit(1);
});
terminal.prompt();
for await (const line of terminal) {
  if (line.trim()) await send(toContent(line.trim()));
  terminal.prompt();
}
leave.abort();
await shown;

/** A number taps a choice of the last message; anything else is sent as a text. */
function toContent(line: string): object {
  if (line === "/photo") return { kind: "image" };
  const choice = /^\d+$/.test(line) ? offered.choices[Number(line) - 1] : undefined;
  if (!choice) return { kind: "text", text: line };
  const { id, title } = choice;
  return { kind: offered.button === undefined ? "button_reply" : "list_reply", id, title };
}

async function send(content: object): Promise<void> {
  const body = JSON.stringify({ from: member, content, id: `wamid.${randomUUID()}` });
  const headers = { "content-type": "application/json" };
  const isTaken = await deliver({
    async post() {
      const response = await fetch(`${cloudApiUrl}/phone/messages`, {
        method: "POST",
        headers,
        body,
      });
      return response.ok ? ((await response.json()) as { status: number }).status : response.status;
    },
    onAway: () => console.log("  (the server is down; trying again)"),
  });
  if (!isTaken) console.log("  (not delivered)");
}

async function show(): Promise<void> {
  const response = await fetch(`${cloudApiUrl}/phone/messages?member=${member}`, {
    signal: leave.signal,
  });
  let rest = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(
    new TextDecoderStream(),
  )) {
    const events = (rest + chunk).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data) print(JSON.parse(data) as Received);
    }
  }
}

function print(message: Received): void {
  const { text, button, choices } = message;
  offered = message;
  const rows = choices.map(
    ({ title, description }, index) =>
      `  [${index + 1}] ${title}${description ? ` · ${description}` : ""}`,
  );
  const list = button === undefined ? [] : [`  ≡ ${button}`];
  const bubble = text.split("\n").map((line) => `  ${line}`);
  console.log(["\r", ...bubble, ...list, ...rows, ""].join("\n"));
  terminal.prompt();
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
