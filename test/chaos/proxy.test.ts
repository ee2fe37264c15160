import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type Direction, startProxy } from "../../scripts/chaos/proxy.ts";

/** A target that answers each request with "yes", behind a proxy. */
async function open() {
  const received: string[] = [];
  const cuts: Direction[] = [];
  const target = createServer((socket) =>
    socket
      .on("error", () => {})
      .on("data", (request) => {
        received.push(String(request));
        socket.write("yes");
      }),
  ).listen(0, "127.0.0.1");
  await once(target, "listening");
  const address = target.address();
  const targetPort = typeof address === "object" && address ? address.port : 0;
  const proxy = await startProxy({ targetPort, onCut: (direction) => cuts.push(direction) });
  onTestFinished(async () => {
    await proxy.close();
    target.close();
  });
  const ask = async (request: string): Promise<Socket> => {
    const client = connect(proxy.port, "127.0.0.1").on("error", () => {});
    await once(client, "connect");
    client.write(request);
    return client;
  };
  return { proxy, received, cuts, ask };
}

test("passes on what is asked and answered", async () => {
  const { received, ask } = await open();
  const client = await ask("one");
  expect(String((await once(client, "data"))[0])).toBe("yes");
  expect(received).toEqual(["one"]);
});

test("cuts before a request is forwarded, once", async () => {
  const { proxy, received, cuts, ask } = await open();
  proxy.cutNext("request");
  await once(await ask("one"), "close");
  await once(await ask("two"), "data");
  expect(received).toEqual(["two"]);
  expect(cuts).toEqual(["request"]);
});

test("cuts once a request was carried out, so that its answer is lost", async () => {
  const { proxy, received, cuts, ask } = await open();
  proxy.cutNext("answer");
  const client = await ask("one");
  const answers: unknown[] = [];
  client.on("data", (answer) => answers.push(answer));
  await once(client, "close");
  expect(received).toEqual(["one"]);
  expect(answers).toEqual([]);
  expect(cuts).toEqual(["answer"]);
});

test("holds back what it is given in a stall, and passes it on though its sender has gone", async () => {
  const { proxy, received, ask } = await open();
  proxy.stall(3_600_000);
  const client = await ask("one");
  client.destroy();
  await once(client, "close");
  expect(received).toEqual([]);
  proxy.calm();
  await expect.poll(() => received).toEqual(["one"]);
});

test("forgets in a calm the cuts that have not come to pass", async () => {
  const { proxy, cuts, ask } = await open();
  proxy.cutNext("request");
  proxy.calm();
  await once(await ask("one"), "data");
  expect(cuts).toEqual([]);
});
