import { setTimeout as sleep } from "node:timers/promises";
import {
  createPoster,
  type InboundMessage,
  messageChange,
} from "../../src/fakes/cloud-api/webhooks.ts";
import { findPort } from "../../src/loopback/port.ts";
import { BUSINESS_NUMBER_ID, SECRETS, type World } from "../../src/loopback/world.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Several server processes on one Redis. */
export interface Fleet {
  servers: ServerProcess[];
  /** Gives what a member wrote to one of them, again and again until it is taken, as Meta does. */
  deliver(server: number, message: FleetMessage): Promise<void>;
  /** Gives it to one of them, once. Returns the HTTP status of the answer; 0 without an answer. */
  post(server: number, message: FleetMessage): Promise<number>;
  close(): Promise<void>;
}

export interface FleetMessage {
  from: string;
  userId?: string;
  id: string;
  /** Milliseconds; the same at every delivery. */
  at: number;
  content: InboundMessage;
  /** What Meta would put into the message in place of its content. */
  instead?: object;
}

const AGAIN_AFTER_MS = 50;

/** Starts so many; the Cloud API fake posts to the first. */
export async function startFleet(world: Pick<World, "env">, size: number): Promise<Fleet> {
  const servers = await Promise.all(
    Array.from({ length: size }, async (_, index) =>
      startServer(index === 0 ? world.env : { ...world.env, PORT: `${await findPort()}` }),
    ),
  );
  const posters = servers.map(({ url }) =>
    createPoster({ webhookUrl: `${url}/webhook`, appSecret: SECRETS.WHATSAPP_APP_SECRET }),
  );

  const post: Fleet["post"] = async (server, message) => {
    const poster = posters[server % size];
    return poster ? poster.post([changeOf(message)]).catch(() => 0) : 0;
  };

  return {
    servers,
    post,
    async deliver(server, message) {
      while ((await post(server, message)) !== 200) await sleep(AGAIN_AFTER_MS);
    },
    async close() {
      for (const poster of posters) await poster.close();
      for (const server of servers) await server.kill();
    },
  };
}

function changeOf({ instead, ...message }: FleetMessage) {
  const change = messageChange({ ...message, businessNumberId: BUSINESS_NUMBER_ID });
  if (!instead) return change;
  const { from: phone, userId, id, at } = message;
  const timestamp = `${Math.floor(at / 1_000)}`;
  const shared = { from: userId ? undefined : phone, from_user_id: userId, id, timestamp };
  return { ...change, value: { ...change.value, messages: [{ ...shared, ...instead }] } };
}
