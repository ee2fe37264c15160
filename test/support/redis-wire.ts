import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createTraps, type Phase, type Wire } from "./trap.ts";

/** A proxy in front of Redis that sees each command and each reply on its own. */
export async function startRedisWire(targetPort: number): Promise<Wire> {
  const traps = createTraps();
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    const cut = () => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    /** Commands without a reply yet, oldest first. */
    const asked: string[] = [];

    /** `false`: the connection is cut. */
    const survives = async (phase: Phase, command: string, reply?: string): Promise<boolean> => {
      const strike = traps.spring(phase, command, reply);
      if (!strike || (await strike()) === "pass") return true;
      cut();
      return false;
    };
    const forward = async (command: Buffer) => {
      const text = command.toString("latin1");
      if (!(await survives("before", text))) return;
      asked.push(text);
      const half = command.length / 2;
      target.write(command.subarray(0, half));
      if (await survives("half", text)) target.write(command.subarray(half));
    };
    const giveBack = async (reply: Buffer) => {
      if (await survives("answer", asked.shift() ?? "", reply.toString("latin1")))
        client.write(reply);
    };
    void carry(client, forward).catch(cut);
    void carry(target, giveBack).catch(cut);
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    set: traps.set,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Hands over one whole value of Redis's protocol after the other. */
async function carry(from: Socket, hand: (value: Buffer) => Promise<void>): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of from) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = endOf(rest, 0); end !== undefined; end = endOf(rest, 0)) {
      const value = rest.subarray(0, end);
      rest = rest.subarray(end);
      await hand(value);
    }
  }
}

/** Where the value that starts at `start` ends; nothing if it has not come to its end yet. */
function endOf(bytes: Buffer, start: number): number | undefined {
  const line = bytes.indexOf("\r\n", start);
  if (line < 0) return undefined;
  const kind = bytes.toString("latin1", start, start + 1);
  const size = Number(bytes.toString("latin1", start + 1, line));
  let end: number | undefined = line + 2;
  if (kind === "$" && size >= 0) end += size + 2;
  if (kind === "*") {
    for (let item = 0; item < size && end !== undefined; item += 1) end = endOf(bytes, end);
  }
  return end !== undefined && end <= bytes.length ? end : undefined;
}
