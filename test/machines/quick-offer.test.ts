import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAmount } from "../../machines/amounts.ts";
import { parseHandle } from "../../machines/handles.ts";
import { formatQuickOffer, readQuickOffer } from "../../machines/quick-offer.ts";

test.each([
  ["0.5=>handle", "0.5", "handle", true],
  ["0.5->handle", "0.5", "handle", false],
  ["20 ZWG => @Bob_Bakery", "20 ZWG", "@Bob_Bakery", true],
  ["20 ⇒ bob", "20", "bob", true],
  ["20→bob", "20", "bob", false],
  ["20 ➡️ bob", "20", "bob", false],
  ["20 –> bob", "20", "bob", false],
  ["20 = > bob", "20", "bob", true],
  ["20 --> bob", "20", "bob", false],
  ["20 ➤ bob", "20", "bob", false],
  ["20 ⮕ bob", "20", "bob", false],
  ["20 ➙ bob", "20", "bob", false],
  ["20 ⇾ bob", "20", "bob", false],
  ["20 ↦ bob", "20", "bob", false],
  ["20 🡒 bob", "20", "bob", false],
  ["20 ⇛ bob", "20", "bob", true],
  ["20 =&gt; bob", "20", "bob", true],
  ["20-&gt;bob", "20", "bob", false],
  ["20=›bob", "20", "bob", true],
  ["20=>bob 👍", "20", "bob", true],
  ["*20=>bob_bakery*", "20", "bob_bakery", true],
  ["“20=>bob_”.", "20", "bob_", true],
  ["lots => Bob Bakery", "lots", "Bob Bakery", true],
])("%j is read", (text, amount, handle, secured) => {
  expect(readQuickOffer(text)).toEqual({ type: "quick.offer", amount, handle, secured });
});

test.each([
  ...["", "20", "bob_bakery", "=>", "20=>", "->bob", "20 > bob", "20 = bob", "20 - bob"],
  ...["20=>bob=>tariro", "20->bob=>tariro", "a->b->c", "2026-12-31"],
  "I wrote to my sister yesterday -> she is well",
])("%j is no quick offer", (text) => {
  expect(readQuickOffer(text)).toBeUndefined();
});

test("the command that a reply suggests is parsed as the same offer", () => {
  const handles = fc.stringMatching(/^[a-z0-9_]{3,30}$/);
  const amounts = fc
    .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom("USD", "ZWG", "XAU"))
    .map(([cents, code]) => parseAmount(`${(cents / 100).toFixed(2)} ${code}`, "USD"));
  fc.assert(
    fc.property(handles, amounts, fc.boolean(), (handle, amount, secured) => {
      if (!amount) throw new Error("No amount");
      const read = readQuickOffer(
        formatQuickOffer({ amount, handle, secured, denomination: "USD" }),
      );
      expect(read?.secured).toBe(secured);
      expect(parseHandle(read?.handle ?? "")).toBe(handle);
      expect(parseAmount(read?.amount ?? "", "USD")).toEqual(amount);
    }),
  );
});

test.each([
  ["20.00", "USD", true, "20=>bob"],
  ["20.50", "ZWG", false, "20.5 ZWG->bob"],
  ["100.00", "USD", true, "100=>bob"],
  ["0.0500", "XAU", true, "0.05 XAU=>bob"],
] as const)("%s %s is written short", (value, denomination, secured, command) => {
  const amount = { value, denomination };
  const text = formatQuickOffer({ amount, handle: "bob", secured, denomination: "USD" });
  expect(text).toBe(command);
});
