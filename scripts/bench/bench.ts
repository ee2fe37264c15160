import { once } from "node:events";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { openWorld } from "../../src/loopback/world.ts";
import { listenAsChannel, start, webhook } from "./rig.ts";

/** Turns per second, as a ratio to the floor in the same run: absolute numbers mean nothing on a shared machine. */

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
/** Six messages that each get one reply, and return the member to the start. */
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
channel.close();
await world.close();
await redis.stop();

/** Every member sends everything, one message after the other; members in parallel. Returns turns per second. */
async function measure(url: string, run: string): Promise<number> {
  const pool = new Pool(url, { connections: phones.length });
  const bodies = phones.map((phone) =>
    Array.from({ length: conversations }, (_, round) =>
      SAYS.map((text, at) =>
        webhook({ from: phone, text, id: `wamid.${run}.${phone}.${round}.${at}` }),
      ),
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

/** Each step gets one reply. */
async function openAccount(phone: string): Promise<void> {
  const texts = ["hi", "Open an account", "Tariro", "Moyo", "USD", "Open my account"];
  for (const [at, text] of texts.entries()) {
    const before = channel.received(phone);
    const { body, signature } = webhook({ from: phone, text, id: `wamid.open.${phone}.${at}` });
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
