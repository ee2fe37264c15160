import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf } from "../../src/http/body.ts";

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
