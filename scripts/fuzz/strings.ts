import type { Random } from "../chaos/random.ts";

/** Part of every generated string, so that a leak into a log or a metric can be found. */
export const MARKER = "zqxj";

/** Characters that have broken software before, by their class. */
const CLASSES: { [name: string]: readonly string[] } = {
  invisible: [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u180e",
    "\u3164",
  ],
  bidi: ["\u200e", "\u200f", "\u202a", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\u061c"],
  control: [
    "\u0000",
    "\u0007",
    "\u001b[31m",
    "\u001b]0;x\u0007",
    "\u007f",
    "\u0085",
    "\r",
    "\n",
    "\t",
    "\u2028",
  ],
  spaces: ["\u00a0", "\u2003", "\u2007", "\u202f", "\u2800", "\u3000"],
  surrogates: ["\ud83d", "\udc4d", "\ud800\ud800"],
  astral: [
    "👍",
    "👩‍👩‍👧‍👦",
    "🇿🇼",
    "𝓣𝓪𝓻𝓲𝓻𝓸",
    "𝐁𝐨𝐛",
    "👋🏿",
    "\u{e0001}",
    "\u{1f3f4}\u{e0067}\u{e007f}",
  ],
  combining: ["e\u0301", "Z\u0351\u036b\u0343\u036a\u0302", "\u0301", "\ufe0f", "\u20e3"],
  scripts: ["Воb", "שלום", "مرحبا", "नमस्ते", "李小龙", "２０", "٢٠", "Ａ", "ﬁ", "ß", "İ", "ı"],
  marks: ["*", "_", "~", "`", "```", "> ", "* "],
  syntax: [
    "{amount}",
    "{x, plural,",
    "}",
    "$\u007bx}",
    "{{y}}",
    "<b>",
    "'",
    '"',
    "\\",
    "%s",
    "%00",
    "=HYPERLINK(1)",
  ],
  words: [
    "constructor",
    "__proto__",
    "toString",
    "null",
    "undefined",
    "NaN",
    "true",
    "-1",
    "1e400",
  ],
  ids: [
    "~",
    "a~1~confirm",
    "locale=constructor",
    "locale=__proto__",
    "weeks=9999",
    "account=",
    "next",
  ],
};

const NAMES = Object.keys(CLASSES) as [string, ...string[]];

/** Plausible input: it continues a conversation, so that the rest is tried at every question. */
const MEANT = [
  ...[
    "hi",
    "menu",
    "help",
    "cancel",
    "back",
    "offers",
    "stop",
    "start",
    "language",
    "mutauro",
    "yes",
    "no",
  ],
  ...[
    "1",
    "2",
    "3",
    "20",
    "0,500",
    "1.500",
    "20 ZiG",
    "US$20",
    "bob_bakery",
    "@thandi_tailor",
    "Tariro",
  ],
  ...[
    "20=>bob_bakery",
    "5->thandi_tailor",
    "0.01 XAU=>bob_bakery",
    "15/01/2027",
    "2 weeks",
    "Send offer",
  ],
] as const;

export function meantText(random: Random): string {
  return random.pick(MEANT as unknown as readonly [string, ...string[]]);
}

/** A text with problematic characters in it; one in ten is very long. */
export function nastyText(random: Random): string {
  const part = () =>
    random.pick(CLASSES[random.pick(NAMES)] as unknown as readonly [string, ...string[]]);
  if (random.isLucky(0.1)) return longText(random, part());
  const parts = Array.from({ length: Math.floor(random.between(1, 6)) }, part);
  if (random.isLucky(0.5))
    parts.splice(Math.floor(random.roll() * parts.length), 0, meantText(random));
  return `${random.isLucky(0.3) ? MARKER : ""}${parts.join("")}`;
}

/** Repetitions, which make slow expressions slow. */
function longText(random: Random, part: string): string {
  const length = random.pick([60, 300, 1_100, 4_200, 16_384, 65_536]);
  const unit = random.pick(["!", " ", "=", "-", ".", "a", "1", ",", "@", "\n", "\u0301", part]);
  const run = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  return random.pick([run, `a${run}a`, `20${run}bob_bakery`, `${run}x`]);
}
