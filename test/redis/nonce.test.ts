import { expect, test, vi } from "vitest";
import { newNonce } from "../../src/redis/nonce.ts";

test("a nonce is hexadecimal, and no two are the same", () => {
  const nonces = Array.from({ length: 10_000 }, newNonce);
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const nonce of nonces) expect(nonce).toMatch(/^[0-9a-f]{24}$/);
});

test("another process has other nonces", async () => {
  vi.resetModules();
  const other = await import("../../src/redis/nonce.ts");
  expect(other.newNonce().slice(0, 16)).not.toBe(newNonce().slice(0, 16));
});
