import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server sends to a member. */
export interface Sent {
  member: string;
  text: string;
}

/** The platforms' APIs for replies, reduced to what costs little: each request is read, counted and accepted. */
export interface Channel {
  url: string;
  /** Requests so far: replies, read marks, lookups. */
  requests(): number;
  /** Passes messages to this member to `listener`, until the function that it returns is called. */
  listen(member: string, listener: (text: string) => void): () => void;
  close(): void;
}

export async function openChannel(): Promise<Channel> {
  const listeners = new Map<string, Set<(text: string) => void>>();
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    requests += 1;
    const url = request.url ?? "";
    const sent = readSent(url, body);
    response.setHeader("content-type", "application/json");
    response.end(answerTo(url, sent));
    if (!sent) return;
    for (const listener of listeners.get(sent.member) ?? []) listener(sent.text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    listen(member, listener) {
      const all = listeners.get(member) ?? new Set();
      listeners.set(member, all.add(listener));
      return () => all.delete(listener);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Resolves at the next message to a member. */
export function nextMessage(channel: Channel, member: string): Promise<string> {
  return new Promise((resolve) => {
    const stop = channel.listen(member, (text) => {
      stop();
      resolve(text);
    });
  });
}

interface Body {
  to?: string;
  text?: string | { body: string };
  interactive?: { body: { text: string } };
  chat_id?: number;
  type?: string;
}

/** The message in a request of WhatsApp's, Telegram's or Bot Framework's API. A read mark is none. */
export function readSent(url: string, json: string): Sent | undefined {
  const body = JSON.parse(json || "{}") as Body;
  const text = typeof body.text === "string" ? body.text : body.text?.body;
  const [, , member] = /^\/v3\/(conversations)\/([^/]+)\/activities/.exec(url) ?? [];
  if (member !== undefined) {
    return body.type === "message" && text !== undefined ? { member, text } : undefined;
  }
  if (body.chat_id !== undefined && text !== undefined) {
    return { member: String(body.chat_id), text };
  }
  const shown = text ?? body.interactive?.body.text;
  return body.to === undefined || shown === undefined
    ? undefined
    : { member: body.to.replace("+", ""), text: shown };
}

function answerTo(url: string, sent: Sent | undefined): string {
  if (url.startsWith("/lookup")) return '{"accountName":"Bob Bakery"}';
  if (url.startsWith("/bot")) {
    const chat = { id: Number(sent?.member ?? 0), type: "private", first_name: "Tariro" };
    const message = { message_id: 1, date: 1, chat, text: sent?.text ?? "" };
    return JSON.stringify({ ok: true, result: message });
  }
  if (url.startsWith("/v3/")) return '{"id":"1"}';
  return '{"messaging_product":"whatsapp","messages":[{"id":"wamid.x"}],"success":true}';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
