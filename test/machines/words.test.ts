import { describe, expect, test } from "vitest";
import { type Language, offeredCopies } from "../../machines/copy/languages.ts";
import { firm, words } from "../../machines/copy/words.ts";
import { readHandle } from "../../machines/handles.ts";
import { createInterpret } from "../../src/copy/interpret.ts";
import { createRender } from "../../src/copy/render.ts";

describe("the words of the copy", () => {
  const copies = offeredCopies({ withUnreviewed: true });
  const render = createRender({ copies, fallback: "en" });
  const interpret = createInterpret(words);

  test.each(Object.keys(copies) as Language[])("that help names in %s are commands", (locale) => {
    const { text } = render({ reply: { key: "help" }, locale, now: 0 });
    const named = [...text.matchAll(/\*([^*]+)\*/g)].map(([, word = ""]) => word);
    const meant = named.map((text) => interpret({ text, locale })?.type);
    expect(meant).toEqual(["home", "back", "cancel", "stop", "language"]);
  });

  test.each(Object.keys(copies) as Language[])(
    "in the reply about an unknown recipient leave the form in %s",
    (locale) => {
      const reply = { key: "offer.recipient.unknown", handle: "menu", looksLike: "handle" };
      const { text } = render({ reply, locale, now: 0 });
      const named = [...text.matchAll(/\*([^*]+)\*/g)].map(([, word = ""]) => word);
      expect(named.map((text) => interpret({ text, locale })?.type)).toEqual(["cancel", "home"]);
      expect(named.every((word) => firm.includes(word))).toBe(true);
    },
  );

  test("each has yes and no, and no word means two things in one language", () => {
    for (const byCommand of Object.values(words)) {
      expect(byCommand.yes?.length).toBeGreaterThan(0);
      expect(byCommand.no?.length).toBeGreaterThan(0);
      const all = Object.values(byCommand).flat();
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test("firm ones are commands, and each command that leaves a form has one in each language", () => {
    const known = Object.values(words).flatMap((byCommand) => Object.values(byCommand).flat());
    expect(firm.filter((word) => !known.includes(word))).toEqual([]);
    for (const [locale, byCommand] of Object.entries(words))
      for (const command of ["home", "cancel", "back", "help"])
        expect(
          byCommand[command]?.some((word) => firm.includes(word)),
          `${locale} ${command}`,
        ).toBe(true);
  });

  test("that no handle can be are firm, but for yes and no", () => {
    const commands = Object.values(words).flatMap(({ yes: _, no: __, ...others }) =>
      Object.values(others).flat(),
    );
    const unnameable = commands.filter((word) => readHandle(word).kind === "refused");
    expect(unnameable.filter((word) => !firm.includes(word))).toEqual([]);
  });

  test("that are surnames, first names or handles are not firm", () => {
    const names = ["masikati", "manheru", "dzokerai", "rubatsiro", "home", "start", "hello"];
    const more = ["ndebele", "shona", "english", "misa", "regedza", "shure", "yima", "mirai"];
    expect([...names, ...more, "offers"].filter((word) => firm.includes(word))).toEqual([]);
  });
});
