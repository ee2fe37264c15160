import { Pool } from "undici";
import { messageChange } from "../fakes/cloud-api/webhooks.ts";
import { encode, sign } from "../fakes/cloud-api/wire.ts";
import type { Member } from "./member.ts";
import { BUSINESS_NUMBER_ID, SECRETS, type World } from "./world.ts";

/** The result of a message that a client posted. */
export interface Posted {
  from: string;
  id: string;
  body: string;
  begunAt: number;
  endedAt: number;
  /** 0: no answer. */
  status: number;
  /** The answer said that its connection closes. */
  isLast: boolean;
}

/** Clients that post one signed message after another, each on a connection that it keeps alive. */
export interface Load {
  posted: Posted[];
  /** How many turns of each member had replies before. */
  turnsBefore: ReadonlyMap<Member, number>;
  /** Ends the clients; resolves when their last requests have ended. */
  stop(): Promise<void>;
}

/** The members must have been answered to all that they wrote before. */
export function startLoad(serverUrl: string, members: readonly Member[]): Load {
  const posted: Posted[] = [];
  const turnsBefore = new Map(members.map((member) => [member, turnsOf(member)]));
  let isStopped = false;
  const clients = members.map(async ({ phone: from }) => {
    const pool = new Pool(serverUrl, { connections: 1, pipelining: 1 });
    for (let count = 0; !isStopped; count++) {
      const id = `wamid.load.${from}.${count}`;
      const written = { from, id, content: HELP, at: Date.now(), businessNumberId };
      const body = encode({ entry: [{ changes: [messageChange(written)] }] });
      const begunAt = performance.now();
      const answer = await post(pool, body);
      posted.push({ from, id, body, begunAt, endedAt: performance.now(), ...answer });
      // A server that is gone refuses at once.
      if (answer.status === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await pool.destroy();
  });
  return {
    posted,
    turnsBefore,
    async stop() {
      isStopped = true;
      await Promise.all(clients);
    },
  };
}

const HELP = { kind: "text", text: "help" } as const;
const businessNumberId = BUSINESS_NUMBER_ID;

async function post(pool: Pool, body: string): Promise<Pick<Posted, "status" | "isLast">> {
  try {
    const {
      statusCode,
      headers,
      body: answer,
    } = await pool.request({
      method: "POST",
      path: "/webhook",
      headers: { "x-hub-signature-256": sign(body, SECRETS.WHATSAPP_APP_SECRET) },
      body,
    });
    await answer.dump();
    return { status: statusCode, isLast: headers.connection === "close" };
  } catch {
    return { status: 0, isLast: true };
  }
}

/**
 * Delivers what was not taken to the server at the world's address, as Meta does, and waits for all replies.
 * Returns what is wrong: a message that was taken and has no reply, or a reply that came twice.
 */
export async function findLosses(world: World, members: readonly Member[], load: Load) {
  for (const { body, status } of load.posted)
    if (status !== 200 && (await world.post(body)) !== 200) throw new Error("Not taken again");
  await world.idle();
  return members.flatMap((member) => {
    const tokens = member.received().map(({ token }) => token);
    const sent = load.posted.filter(({ from }) => from === member.phone).length;
    const answered = turnsOf(member) - (load.turnsBefore.get(member) ?? 0);
    const problems: string[] = [];
    if (new Set(tokens).size < tokens.length) problems.push("a reply came twice");
    if (answered !== sent) problems.push(`${answered} answers to ${sent} messages`);
    return problems;
  });
}

/** How many turns the replies come from: a reply's token is its turn's, and its number. */
function turnsOf(member: Member): number {
  return new Set(member.received().map(({ token = "" }) => token.slice(0, token.lastIndexOf(":"))))
    .size;
}
