import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { DOCTOR } from "../../policy.ts";
import { parseRedisUrl } from "../../redis/redis-url.ts";
import { describeTlsErrors } from "./check-tls.ts";

interface Node {
  host: string;
  port: number;
}

const DEFAULT_PORT = 6379;
/** The first bytes of Redis's answers: a PONG, or an error because a password is needed. */
const ANSWER = /^[+-]/;

/**
 * Whether Redis is encrypted where the URL says that it is not, or the other way round: one sentence, with its cure. A
 * Redis drops a connection of the other kind without a word, so the doctor tries that kind; it sends no password.
 */
export async function findEncryptionMismatch(url: string): Promise<string | undefined> {
  const [scheme = ""] = url.split("://", 1);
  const isEncrypted = /^rediss(\+|$)/.test(scheme);
  const answers = isEncrypted ? answersInTheClear : answersEncrypted;
  for (const node of nodesOf(url))
    if (await answers(node))
      return isEncrypted
        ? `Redis accepts no encrypted connections: set its tls-port, or begin REDIS_STATE_URL with ${scheme.replace("rediss", "redis")}://`
        : `Redis accepts encrypted connections alone: begin REDIS_STATE_URL with ${scheme.replace("redis", "rediss")}://`;
  return undefined;
}

function nodesOf(url: string): Node[] {
  const address = parseRedisUrl(url);
  if (address?.kind !== "single") return address?.nodes ?? [];
  if (!URL.canParse(url)) return [];
  const { hostname, port } = new URL(url);
  // An IPv6 address is in brackets.
  const host = hostname.replace(/^\[|\]$/g, "");
  return [{ host, port: port === "" ? DEFAULT_PORT : Number(port) }];
}

function answersInTheClear(node: Node): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { ...node, timeout: DOCTOR.waitMs };
    const socket = connect(options, () => socket.write("PING\r\n"))
      .once("data", (answer) => {
        resolve(ANSWER.test(answer.toString("latin1")));
        socket.destroy();
      })
      .once("timeout", () => socket.destroy())
      .on("error", () => undefined)
      .once("close", () => resolve(false));
  });
}

/** A certificate that cannot be verified is an answer too. */
function answersEncrypted(node: Node): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...node, timeout: DOCTOR.waitMs }, () => {
      resolve(true);
      socket.destroy();
    })
      .once("timeout", () => socket.destroy())
      .on("error", (error) => resolve(describeTlsErrors([error]) !== undefined))
      .once("close", () => resolve(false));
  });
}
