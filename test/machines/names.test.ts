import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLikeTalk, readName } from "../../machines/names.ts";
import { partyOf } from "../../machines/party.ts";
import { shorten } from "../../machines/shorten.ts";

describe("readName", () => {
  test.each([
    ["Tariro", "Tariro"],
    [" Ana ", "Ana"],
    ["Moyo-Ncube", "Moyo-Ncube"],
    ["N’Dlovu", "N'Dlovu"],
    ["Jose\u0301", "Jos\u00e9"],
    ["Anna Maria", "Anna Maria"],
    ["a".repeat(50), "a".repeat(50)],
    ["李小龙", "李小龙"],
    ["नरेंद्र", "नरेंद्र"],
    ["सीता", "सीता"],
    ["ひらがなカタカナ", "ひらがなカタカナ"],
  ])("takes %j as %s", (text, name) => {
    expect(readName(text)).toEqual({ name });
  });

  test.each([..."’‘‛`´′ʼʻ＇"])("reads %s as an apostrophe", (sign) => {
    expect(readName(`Ng${sign}andu`)).toEqual({ name: "Ng'andu" });
  });

  test.each([..."\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\ufe63"])(
    "reads %j as a hyphen",
    (sign) => {
      expect(readName(`Jean${sign}Luc`)).toEqual({ name: "Jean-Luc" });
      expect(readName(`Jean ${sign} Luc`)).toEqual({ name: "Jean-Luc" });
    },
  );

  test.each([..."\u00a0\u2009\u202f\u3000\t\n", "  "])("reads %j as a space", (space) => {
    expect(readName(`Tariro${space}Grace`)).toEqual({ name: "Tariro Grace" });
  });

  test.each([..."\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u2060\u202a\u2066\ufe0f\u3164"])(
    "drops the invisible %j",
    (sign) => {
      expect(readName(`${sign}Ta${sign}riro${sign}`)).toEqual({ name: "Tariro" });
    },
  );

  test.each([
    ["Tariro.", "Tariro"],
    ["Tariro. ", "Tariro"],
    ["M. Moyo", "M Moyo"],
    ["Moyo Jr.", "Moyo Jr"],
    ["J.R. Moyo", "J R Moyo"],
    ["*Tariro*", "Tariro"],
    ["“Tariro”", "Tariro"],
    ["(Tariro)", "Tariro"],
    ["'Masikati'", "Masikati"],
    ["Tariro!!", "Tariro"],
    ["𝓣𝓪𝓻𝓲𝓻𝓸", "Tariro"],
    ["Ｔａｒｉｒｏ", "Tariro"],
    ["My name is Tariro", "Tariro"],
    ["my name is: Tariro.", "Tariro"],
    ["I am Tariro", "Tariro"],
    ["I’m Tariro", "Tariro"],
    ["Ndinonzi Tariro", "Tariro"],
    ["Ngingu Thandi", "Thandi"],
    ["NginguThandi", "Thandi"],
    ["Ibizo lami nguThandi", "Thandi"],
    ["igama lami nguThandi.", "Thandi"],
    ["Isibongo sami nguMoyo", "Moyo"],
    ["isibongo nguMoyo", "Moyo"],
    ["Mina nginguThandi", "Thandi"],
    ["Zita rangu ndiTariro", "Tariro"],
    ["Ini ndini Tariro", "Tariro"],
    ["fani yangu ndiMoyo", "Moyo"],
    ["Fani: Moyo", "Moyo"],
    ["Name: Tariro", "Tariro"],
    ["First name - Tariro", "Tariro"],
    ["First name Tariro", "Tariro"],
    ["name is Tariro", "Tariro"],
    ["Surname: Moyo", "Moyo"],
    ["surname is Moyo", "Moyo"],
    ["Its Tariro", "Tariro"],
    ["Im Tariro", "Tariro"],
    ["I am called Tariro", "Tariro"],
    ["Hi, my name is Tariro", "Tariro"],
    ["Hello, I'm Tariro!", "Tariro"],
    ["Good morning. My name is Tariro", "Tariro"],
    ["Mhoro, ndinonzi Tariro", "Tariro"],
    ["Sawubona, ngingu Thandi", "Thandi"],
    ["Its", "Its"],
    ["Imbayago", "Imbayago"],
    ["Itsuki", "Itsuki"],
    ["Hiwa", "Hiwa"],
    ["Ngingula", "Ngingula"],
  ])("reads %j as %s", (text, name) => {
    expect(readName(text)).toEqual({ name });
  });

  test.each([
    ["Jo", "short", "none"],
    ["", "short", "none"],
    ["...", "short", "none"],
    ["a".repeat(51), "long", "none"],
    ["M0y0", "digit", "none"],
    ["٢Moyo", "digit", "none"],
    ["👋👋👋", "emoji", "none"],
    ["Tariro 😊", "emoji", "none"],
    ["Ta*riro", "sign", "*"],
    ["Ta@riro", "sign", "@"],
    ["wa/me", "sign", "/"],
    ["Ta\u0301\u0301\u0301\u0301\u0301riro", "sign", "none"],
    ["Воb", "mixed", "none"],
    ["Ваkеrу", "mixed", "none"],
    ["Tαriro", "mixed", "none"],
    ["Ꮪupport", "mixed", "none"],
    ["VimbisoPay", "reserved", "none"],
    ["Support", "reserved", "none"],
    ["SUPP0RT", "digit", "none"],
    ["Súppórt", "reserved", "none"],
    ["𝐒𝐮𝐩𝐩𝐨𝐫𝐭", "reserved", "none"],
    ["B a n k", "reserved", "none"],
    ["Bank", "reserved", "none"],
    ["The Bank", "reserved", "none"],
    ["Adrnin", "reserved", "none"],
    ["VlMBlSOPAY", "reserved", "none"],
    ["ᴠɪᴍʙɪꜱᴏ", "reserved", "none"],
    ["ѕоѕ", "none", ""],
    ["Οfficial", "mixed", "none"],
    ["Official", "reserved", "none"],
    ["Customer-Care", "reserved", "none"],
  ])("of %j says what is wrong: %s", (text, problem, sign) => {
    if (problem === "none") expect(readName(text).name).toBe(text);
    else expect(readName(text)).toEqual({ problem, sign });
  });

  test.each(["Banks", "Helpmann", "Bhanga", "Adminah", "Masikati", "Ndebele", "Stop", "Home"])(
    "takes %s, which only begins like a reserved word or is a word of ours",
    (name) => {
      expect(readName(name)).toEqual({ name });
    },
  );

  test("judges both names together, because both are shown together", () => {
    expect(readName("Pay", "Vimbiso")).toMatchObject({ problem: "reserved" });
    expect(readName("Port", "Sup")).toMatchObject({ problem: "reserved" });
    expect(readName("Иванов", "Bob")).toMatchObject({ problem: "mixed" });
    expect(readName("Иванов", "Олег")).toEqual({ name: "Иванов" });
    expect(readName("King", "Ban")).toEqual({ name: "King" });
  });

  test("reads what it has read as itself", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.lorem(),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("", "My name is ", "*", "\u200b"), (text, before) => {
        const { name } = readName(before + text);
        if (name === undefined) return;
        expect(readName(name)).toEqual({ name });
        expect(name).toMatch(/^[\p{L}\p{M}' -]{3,50}$/u);
      }),
    );
  });

  test("every letter of a name may carry any number of invisible characters", () => {
    const invisible = fc.constantFrom(..."\u200b\u200d\u200e\u00ad\ufeff\u2066\u2069");
    fc.assert(
      fc.property(fc.array(fc.array(invisible), { minLength: 6, maxLength: 6 }), (between) => {
        const text = [..."Tariro"].map((letter, at) => letter + between[at]?.join("")).join("");
        expect(readName(text)).toEqual({ name: "Tariro" });
      }),
    );
  });
});

test.each([
  ["no thanks", true],
  ["Yes", true],
  ["I want to open account", true],
  ["what", true],
  ...["sure", "yeah", "yep", "nope", "nah", "same", "nil", "cha", "Not sure", "busy now"].map(
    (text): [string, boolean] => [text, true],
  ),
  ...[
    "cancel please",
    "please cancel",
    "Moyo please",
    "that's right",
    "correct",
    "I am not sure",
    "it's correct",
    "Hi there",
    "Tariro here",
  ].map((text): [string, boolean] => [text, true]),
  ...["Nomore", "Nomatter", "Givemore", "Precious", "Nothando", "Hitler", "Ma'am Moyo"].map(
    (text): [string, boolean] => [text, false],
  ),
  ["Tariro", false],
  ["Anna Maria Theresa", false],
])("isLikeTalk(%j) is %s", (name, is) => {
  expect(isLikeTalk(name)).toBe(is);
});

describe("shorten", () => {
  test.each([
    ["Bob Bakery", 10, "Bob Bakery"],
    ["Bob Bakery", 9, "Bob Bake…"],
    ["Bob Bakery", 5, "Bob…"],
    ["Mbare Fresh Bakery 🍞🥐🥖", 24, "Mbare Fresh Bakery 🍞🥐…"],
    ["🍞🥐🥖", 5, "🍞🥐…"],
    ["🍞🥐🥖", 4, "🍞…"],
    ["ab👨‍👩‍👧‍👦", 8, "ab…"],
    ["cafe\u0301s", 5, "caf…"],
    ["\u2068אבגדה\u2069", 5, "\u2068אב…\u2069"],
  ])("%j in %i units is %j", (text, length, short) => {
    expect(shorten(text, length)).toBe(short);
  });

  test("never exceeds what WhatsApp counts, nor cuts a character in two", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 3, max: 60 }),
        (text, length) => {
          const short = shorten(text, length);
          expect(short.length).toBeLessThanOrEqual(length);
          expect(short).not.toMatch(/\p{Surrogate}/u);
          expect(shorten(short, length)).toBe(short);
        },
      ),
    );
  });
});

test("partyOf cuts the name, never the handle", () => {
  const party = (name: string, handle?: string) =>
    partyOf({ counterpartyAccountName: name, counterpartyAccountHandle: handle }, 24);
  expect(party("Bob Bakery")).toBe("Bob Bakery");
  expect(party("Bob Bakery", "bob_bakery")).toBe("Bob Bakery @bob_bakery");
  expect(party("Bob Bakery of Mbare", "bob_bakery")).toBe("Bob Bakery… @bob_bakery");
  expect(party("Bob Bakery of Mbare", "_bobs_")).toBe("Bob Bakery of… @`_bobs_`");
});
