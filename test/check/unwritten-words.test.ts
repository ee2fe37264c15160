import { expect, test } from "vitest";
import { findUnwritten } from "../../src/check/paths/coverage.ts";

const model = {
  words: {
    words: {
      en: { help: ["help", "?"], cancel: ["cancel", "stop it"] },
      sn: { help: ["rubatsiro"], cancel: ["kanzura", "?"] },
    },
    firm: [],
    source: undefined,
  },
};
const writes = (command: string, word?: string) => ({
  step: { type: "commands" as const, command, ...(word !== undefined && { word }) },
});

test("each word of each language is written on some path, or is reported", () => {
  const written = [
    writes("help"),
    writes("help", "?"),
    writes("cancel"),
    writes("cancel", "kanzura"),
  ];
  expect(findUnwritten(model, written).map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining("No path writes “stop it”: no state reads it as “cancel”."),
    expect.stringContaining("No path writes “rubatsiro”: no state reads it as “help”."),
  ]);
});

test("a word that means something else in the walked language is not written, and that is no problem", () => {
  const others = [writes("help"), writes("help", "?"), writes("help", "rubatsiro")];
  const cancels = [writes("cancel"), writes("cancel", "stop it"), writes("cancel", "kanzura")];
  expect(findUnwritten(model, [...others, ...cancels])).toEqual([]);
});
