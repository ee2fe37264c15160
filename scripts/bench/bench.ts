import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { encode, sign } from "../../src/whatsapp/double/wire.ts";
import { startRedis } from "../../test/support/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS } from "../../test/support/world.ts";

/** Turns a second, as a ratio to the floor in the same run: absolutes mean nothing on a shared machine. */

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    members: { type: "string", default: "32" },
    conversations: { type: "string", default: "6" },
  },
});
const rounds = Number(values.rounds);
const conversations = Number(values.conversations);
const phones = Array.from({ length: Number(values.members) }, (_, at) => `26377${1_000_000 + at}`);
/** Six messages that each bring one reply, and leave the member where they began. */
const SAYS = ["Make an offer", "a lot", "20", "!", "bob bakery", "cancel"];

const redis = await startRedis("--maxmemory-policy", "volatile-lru");
const world = await openWorld(redis.url);
const floorPort = Number(new URL(world.serverUrl).port) + 1;
const floor = await start("floor.ts", { ...world.env, PORT: `${floorPort}` });
const channel = await listenAsChannel();
const server = await start("../dev/server.ts", { ...world.env, WHATSAPP_API_URL: channel.url });

await Promise.all(phones.map(openAccount));
const ratios: number[] = [];
for (let round = 0; round <= rounds; round++) {
  const floorRate = await measure(`http://127.0.0.1:${floorPort}`, `floor.${round}`);
  const before = received();
  const rate = await measure(world.serverUrl, `ours.${round}`);
  const wanted = before + phones.length * conversations * SAYS.length;
  while (received() < wanted) await pause();
  if (round === 0) continue; // Warms up both.
  ratios.push(rate / floorRate);
  console.log(
    `round ${round}: floor ${floorRate.toFixed(0)}/s, ours ${rate.toFixed(0)}/s, ratio ${(rate / floorRate).toFixed(2)}`,
  );
}
ratios.sort((a, b) => a - b);
console.log(`median ratio to the floor: ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)}`);

for (const child of [server, floor]) {
  child.kill("SIGTERM");
  await once(child, "exit");
}
channel.socket.closeAllConnections();
channel.socket.close();
await world.close();
await redis.stop();

/** Every member says everything, one after the other; members side by side. Returns turns a second. */
async function measure(url: string, run: string): Promise<number> {
  const pool = new Pool(url, { connections: phones.length });
  const bodies = phones.map((phone) =>
    Array.from({ length: conversations }, (_, round) =>
      SAYS.map((text, at) => webhook(phone, text, `wamid.${run}.${phone}.${round}.${at}`)),
    ).flat(),
  );
  const startedAt = performance.now();
  await Promise.all(
    bodies.map(async (own) => {
      for (const { body, signature } of own) {
        const { statusCode, body: answer } = await pool.request({
          method: "POST",
          path: "/webhook",
          headers: { "x-hub-signature-256": signature },
          body,
        });
        await answer.dump();
        if (statusCode !== 200) throw new Error(`A webhook was answered with ${statusCode}`);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await pool.close();
  return bodies.flat().length / seconds;
}

function webhook(from: string, text: string, id: string): { body: string; signature: string } {
  const timestamp = `${Math.floor(Date.now() / 1_000)}`;
  const metadata = { display_phone_number: "15550000000", phone_number_id: BUSINESS_NUMBER_ID };
  const contacts = [{ wa_id: from, profile: { name: "Tariro" } }];
  const messages = [{ from, id, timestamp, type: "text", text: { body: text } }];
  const value = { messaging_product: "whatsapp", metadata, contacts, messages };
  const entry = [{ id: "1", changes: [{ field: "messages", value }] }];
  const body = encode({ object: "whatsapp_business_account", entry });
  return { body, signature: sign(body, SECRETS.WHATSAPP_APP_SECRET) };
}

/** Each step brings one reply. */
async function openAccount(phone: string): Promise<void> {
  const texts = ["hi", "Open an account", "Tariro", "Moyo", "USD", "Open my account"];
  for (const [at, text] of texts.entries()) {
    const before = channel.received(phone);
    const { body, signature } = webhook(phone, text, `wamid.open.${phone}.${at}`);
    const headers = { "x-hub-signature-256": signature };
    await fetch(`${world.serverUrl}/webhook`, { method: "POST", headers, body });
    while (channel.received(phone) === before) await pause();
  }
}

function received(): number {
  return phones.reduce((sum, phone) => sum + channel.received(phone), 0);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** The least that a channel must do: it accepts, and counts. */
async function listenAsChannel() {
  const counts = new Map<string, number>();
  const socket = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { to } = JSON.parse(body) as { to?: string };
      if (to) counts.set(to.slice(1), (counts.get(to.slice(1)) ?? 0) + 1);
      response.end('{"messages":[{"id":"wamid.x"}],"success":true}');
    });
  }).listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: (phone: string) => counts.get(phone) ?? 0,
    socket,
  };
}

async function start(script: string, env: { [name: string]: string }): Promise<ChildProcess> {
  const child = fork(new URL(script, import.meta.url), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  for await (const line of child.stdout ?? []) if (String(line).includes("Listening")) break;
  child.stdout?.resume();
  return child;
}
