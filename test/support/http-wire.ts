import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Pool } from "undici";
import { createTraps, type Phase, type Wire } from "./trap.ts";

/** Idempotency keys are not among them: credex-core itself knows none, and its sandbox must not be wiser. */
const PASSED = ["authorization", "content-type", "x-client-api-key"];

/** A proxy in front of an HTTP server. */
export async function startHttpWire(targetUrl: string): Promise<Wire> {
  const traps = createTraps();
  const pool = new Pool(targetUrl);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const asked = `${request.url} ${body}`;
    /** `false`: the connection is cut. */
    const survives = async (phase: Phase, answer?: string): Promise<boolean> => {
      const strike = traps.spring(phase, asked, answer);
      if (!strike || (await strike()) === "pass") return true;
      request.socket.destroy();
      return false;
    };
    if (!(await survives("before"))) return;
    const answering = ask(request, body);
    if (!(await survives("during"))) return void answering.catch(() => {});
    const answer = await answering;
    if (!(await survives("answer", answer.body))) return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function ask({ method = "GET", url = "/", headers }: IncomingMessage, body: string) {
    const response = await pool.request({
      method,
      path: url,
      headers: pick(headers, PASSED),
      body,
    });
    return {
      status: response.statusCode,
      headers: pick(response.headers, ["authorization", "content-type", "retry-after"]),
      body: await response.body.text(),
    };
  }

  const server = createServer((request, response) => {
    // Whatever goes wrong behind the proxy is a cut in front of it.
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    set: traps.set,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await pool.destroy();
    },
  };
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
