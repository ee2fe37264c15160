import { Readable } from "node:stream";
import fc from "fast-check";
import { Hono } from "hono";
import { expect, test, vi } from "vitest";
import { networkOf, readBody } from "../../src/http/body.ts";
import { createPendingBodies } from "../../src/http/pending-bodies.ts";
import { listen } from "../whatsapp/listen.ts";

/** Answers with the body that it has read, or why it has read none. */
function createEcho(): Hono {
  const limits = { maxBytes: 10, pendingBodies: createPendingBodies() };
  return new Hono().post("/", async (context) => {
    const body = await readBody(context, limits);
    return context.text(body.kind === "complete" ? body.bytes.toString() : body.kind);
  });
}

test("a body is read from the socket itself: no web stream is made for it", async () => {
  const toWeb = vi.spyOn(Readable, "toWeb");
  const url = await listen(createEcho());
  const echo = async (body: string | ReadableStream) => {
    const response = await fetch(url, { method: "POST", body, duplex: "half" });
    return response.text();
  };
  expect(await echo("0123456789")).toBe("0123456789");
  expect(await echo("0123456789+")).toBe("too large");
  // Without a length in the header.
  expect(await echo(new Blob(["0123456789+"]).stream())).toBe("too large");
  expect(toWeb).not.toHaveBeenCalled();
});

test("a body without a socket is read from the web's request", async () => {
  const echo = (body: string) => createEcho().request("/", { method: "POST", body });
  expect(await (await echo("0123456789")).text()).toBe("0123456789");
  expect(await (await echo("0123456789+")).text()).toBe("too large");
});

test.each([
  ["complete", "0123456789", 10],
  ["too large", "0123456789+", 0],
])(
  "a body that is %s has left its place, and %j has charged %i bytes",
  async (kind, text, charged) => {
    const add = vi.fn();
    const end = vi.fn();
    const pendingBodies = { begin: () => ({ add, end }), close() {} };
    const app = new Hono().post("/", async (context) =>
      context.text((await readBody(context, { maxBytes: 10, pendingBodies })).kind),
    );
    const response = await app.request("/", { method: "POST", body: text });
    expect(await response.text()).toBe(kind);
    expect(add.mock.calls.flat().reduce((sum: number, bytes) => sum + bytes, 0)).toBe(charged);
    expect(end).toHaveBeenCalledOnce();
  },
);

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:db8:1:2::", "2001:db8:1:2"],
  ["::1", "0:0:0:0"],
])("the network of %s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("all addresses of an IPv6 network count as one peer, and no address throws", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(networkOf(address).split(":").length).toBeLessThanOrEqual(4);
    }),
  );
});
