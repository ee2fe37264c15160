import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import { BUSINESS_NUMBER_ID, SECRETS } from "../../src/loopback/world.ts";

/** Shared by the benchmarks: a cheap channel, signed webhooks, and servers in their own processes. */

export interface Channel {
  url: string;
  /** How many messages a phone number has received. */
  received(phone: string): number;
  /** Resolves at the next message to a phone number. */
  next(phone: string): Promise<void>;
  close(): void;
}

/** The minimum of a channel: it accepts and counts. */
export async function listenAsChannel(): Promise<Channel> {
  const counts = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const socket = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { to } = JSON.parse(body) as { to?: string };
      if (to) count(to.slice(1));
      response.end('{"messages":[{"id":"wamid.x"}],"success":true}');
    });
  }).listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;

  function count(phone: string): void {
    counts.set(phone, (counts.get(phone) ?? 0) + 1);
    for (const resolve of waiting.get(phone) ?? []) resolve();
    waiting.delete(phone);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    received: (phone) => counts.get(phone) ?? 0,
    next: (phone) =>
      new Promise((resolve) => {
        waiting.set(phone, [...(waiting.get(phone) ?? []), resolve]);
      }),
    close() {
      socket.closeAllConnections();
      socket.close();
    },
  };
}

export interface Webhook {
  body: string;
  signature: string;
}

/** A text message as Meta delivers it. */
export function webhook({
  from,
  text,
  id,
}: { [field in "from" | "text" | "id"]: string }): Webhook {
  const timestamp = `${Math.floor(Date.now() / 1_000)}`;
  const metadata = { display_phone_number: "15550000000", phone_number_id: BUSINESS_NUMBER_ID };
  const contacts = [{ wa_id: from, profile: { name: "Tariro" } }];
  const messages = [{ from, id, timestamp, type: "text", text: { body: text } }];
  const value = { messaging_product: "whatsapp", metadata, contacts, messages };
  const entry = [{ id: "1", changes: [{ field: "messages", value }] }];
  const body = encode({ object: "whatsapp_business_account", entry });
  return { body, signature: sign(body, SECRETS.WHATSAPP_APP_SECRET) };
}

/** Starts a script in a process of its own, and waits until it listens. */
export async function start(
  script: string,
  env: { [name: string]: string },
): Promise<ChildProcess> {
  const child = fork(new URL(script, import.meta.url), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  for await (const line of child.stdout ?? []) if (String(line).includes("Listening")) break;
  child.stdout?.resume();
  return child;
}
