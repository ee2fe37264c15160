import { words } from "./copy/words.ts";
import { LOOKALIKES, RESERVED_PARTS, RESERVED_WORDS } from "./reserved.ts";

/** Why a text is no name here. */
export type NameProblem =
  | "short"
  | "long"
  | "digit"
  | "emoji"
  /** A character that is no letter, apostrophe, hyphen or space. */
  | "sign"
  /** Letters of two alphabets, which is how one name imitates another. */
  | "mixed"
  /** A word that only VimbisoPay may use. */
  | "reserved";

export type ReadName =
  | { name: string }
  /** `sign` is the character that a name cannot have, or "none". */
  | { name?: undefined; problem: NameProblem; sign: string };

/**
 * credex-core takes 3 to 50 letters. The lower bound counts characters, the upper one UTF-16 units: the stricter of
 * both.
 */
const MIN_LETTERS = 3;
const MAX_UNITS = 50;
/** With an introduction and whatever is dropped. Normalising may make eighteen characters of one. */
const MAX_RAW = 200;

const APOSTROPHES = /[’‘‛`´′‵ʼʻʽʹʾʿꞌ＇]/gu;
const HYPHENS = /[\u2010-\u2015\u2043\u2212\u02d7\ufe58\ufe63\uff0d]/gu;
/** Without U+FEFF, which is one of \s but can't be seen. */
const SPACES = /[\p{Z}\t-\r\u0085]+/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const OF_A_NAME = /^[\p{L}\p{M}' -]$/u;
/** Marks that keyboards, quoting and WhatsApp's formatting put around a name. */
const AROUND = new Set(" .,;:!?'\"()[]{}<>*_~-“”„«»‹›…");

/** How people introduce themselves, in small letters. What follows is the name. */
const LEAD_INS = [
  ...["my name is", "my first name is", "my last name is", "my surname is", "my name's"],
  ...[
    "name is",
    "first name is",
    "last name is",
    "surname is",
    "first name",
    "last name",
    "surname",
  ],
  ...["the name is", "the name's", "i am", "i'm", "im", "it is", "it's", "its", "this is"],
  ...["call me", "i am called", "i'm called", "im called"],
  ...["ndinonzi", "ndonzi", "ini ndinonzi", "ndini", "ini ndini"],
  ...["zita rangu ndi", "zita rangu ndinonzi", "zita rangu rinonzi"],
  ...["ibizo lami ngu", "ibizo lami ngingu", "igama lami ngu", "ngingu", "ngibizwa ngokuthi"],
  "isibongo sami ngu",
];

/** Those that are joined to the name, which begins with a capital: "ibizo lami nguThandi". */
const JOINED = [
  ...["ngingu", "mina ngingu", "ibizo lami ngu", "ibizo ngu", "igama lami ngu", "igama ngu"],
  ...["ibizo lami ngingu", "isibongo sami ngu", "isibongo ngu"],
  ...["zita rangu ndi", "fani yangu ndi"],
];

/** Names of the field. Some of them are names of people as well, so a colon must follow. */
const LABEL = /^(?:full name|names?|zita|fani|ibizo|igama|isibongo) ?[:=]/iu;

/** Before an introduction. */
const GREETING =
  /^(?:hie?|hey|hello|good (?:morning|afternoon|evening|day)|mhoro(?:i|yi)?|makadii|mangwanani|masikati|manheru|sawubona|salibonani|sanibonani)(?: there)?[ ,!-]+/iu;

const allOf = (command: string): string[] =>
  Object.values(words).flatMap((byCommand) => byCommand[command] ?? []);

const YES = new Set([
  ...allOf("yes"),
  ...["yes it is", "that's right", "thats right", "it's right", "right", "correct", "it's correct"],
  // The first of the two buttons, and what stands for it.
  ...["1", "👍", "👌", "✅"],
]);
const NO = new Set([...allOf("no"), "no it's not", "wrong", "2", "👎", "❌"]);

/** Answers and words of sentences, in small letters: a name that has one may be none. */
const ANSWERS = new Set([
  ...YES,
  ...NO,
  ...["later", "none", "nil", "same", "nothing", "thanks", "thank you", "please"],
  ...["maita basa", "ngiyabonga"],
]);
const TALK = new Set([
  ...["i", "my", "is", "am", "are", "want", "need", "you", "your", "what", "who", "how", "why"],
  ...["account", "name", "surname", "open", "not", "sure", "busy", "correct", "wrong"],
  ...["please", "cancel", "menu", "here", "there", "that's", "thats", "it's", "called"],
  ...[
    "me",
    "rangu",
    "yangu",
    "angu",
    "ndiri",
    "ndinonzi",
    "ndonzi",
    "ibizo",
    "igama",
    "isibongo",
    "lami",
    "sami",
  ],
]);
/** Of a greeting, a label and an introduction, each once. */
const MAX_LEAD_INS = 3;

const LONGEST_NAME_WORDS = 3;

/**
 * Reads a first or last name as credex-core takes it. Apostrophes, hyphens and spaces of all kinds become
 * the plain ones, decorated letters plain letters; invisible characters and marks around are dropped.
 * `beside` is the member's other name: both together are shown, so both together must be allowed.
 */
export function readName(text: string, beside = ""): ReadName {
  if (text.length > MAX_RAW) return { problem: "long", sign: "none" };
  const whole = plainName(text);
  let name = whole;
  for (let at = 0, rest = withoutLeadIn(whole); at < MAX_LEAD_INS && rest !== ""; at++) {
    if (problemOf(rest, beside) === undefined) name = rest;
    rest = withoutLeadIn(rest);
  }
  const problem = problemOf(name, beside);
  return problem ? { sign: "none", ...problem } : { name };
}

/** Why a text is no name, as the values of a wording. */
export function nameProblem(text: string, beside: string) {
  const read = readName(text, beside);
  const { problem, sign } = read.name === undefined ? read : { problem: "sign", sign: "none" };
  return { problem, sign };
}

/** Whether a name reads like an answer or a sentence, so that it is worth a question. */
export function isLikeTalk(name: string): boolean {
  const spoken = name.toLowerCase();
  const tokens = spoken.split(" ");
  return (
    ANSWERS.has(spoken) ||
    tokens.length > LONGEST_NAME_WORDS ||
    GREETING.test(spoken) ||
    tokens.some((token) => TALK.has(token))
  );
}

/** Whether a text answers "Is that your name?" with yes, in any language. */
export function isYes(text: string): boolean {
  return YES.has(answerIn(text));
}

export function isNo(text: string): boolean {
  return NO.has(answerIn(text));
}

function answerIn(text: string): string {
  const plain = plainName(text).replaceAll(/\p{Emoji_Modifier}/gu, "");
  return plain.replaceAll(/[, ]+/g, " ").toLowerCase();
}

function plainName(text: string): string {
  const plain = text
    .replace(APOSTROPHES, "'")
    .normalize("NFKC")
    // "M. Moyo", "Moyo Jr."
    .replaceAll(".", " ")
    .replace(SPACES, " ")
    .replace(INVISIBLE, "")
    .replace(HYPHENS, "-")
    .replace(SPACES, " ")
    .replaceAll(" -", "-")
    .replaceAll("- ", "-");
  return withoutAround(plain).normalize("NFC");
}

/** Linear, which an expression that ends in `+$` is not. */
function withoutAround(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && AROUND.has(text.charAt(start))) start++;
  while (end > start && AROUND.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Without one introduction and a greeting before it; "" where there is none. */
function withoutLeadIn(text: string): string {
  const [greeting = ""] = GREETING.exec(text) ?? [];
  const name = text.slice(greeting.length);
  const length = lengthOfLeadIn(name);
  return length > 0 ? plainName(name.slice(length)) : "";
}

function lengthOfLeadIn(name: string): number {
  const spoken = name.toLowerCase();
  // Small letters may be longer than capitals.
  if (spoken.length !== name.length) return 0;
  const [label = ""] = LABEL.exec(name) ?? [];
  const said = LEAD_INS.filter(
    (words) => spoken.startsWith(words) && !/[\p{L}\p{M}]/u.test(spoken.charAt(words.length)),
  );
  const joined = JOINED.filter(
    (words) => spoken.startsWith(words) && /^\p{Ll}\p{Lu}/u.test(name.slice(words.length - 1)),
  );
  return Math.max(label.length, ...[...said, ...joined].map(({ length }) => length));
}

function problemOf(
  name: string,
  beside: string,
): { problem: NameProblem; sign?: string } | undefined {
  if (name.length > MAX_UNITS) return { problem: "long" };
  const characters = [...name];
  const odd = characters.find((character) => !OF_A_NAME.test(character));
  if (odd !== undefined) return oddity(odd);
  if (/^\p{M}|\p{M}{4}/u.test(name)) return { problem: "sign" };
  if (characters.length < MIN_LETTERS) return { problem: "short" };
  const both = `${name} ${beside}`;
  if (!isOfOneAlphabet(both)) return { problem: "mixed" };
  return isReserved(both) || isReserved(`${beside} ${name}`) ? { problem: "reserved" } : undefined;
}

function oddity(character: string): { problem: NameProblem; sign?: string } {
  if (/\p{N}/u.test(character)) return { problem: "digit" };
  if (/[\p{Extended_Pictographic}\p{Regional_Indicator}\p{So}\p{Co}]/u.test(character))
    return { problem: "emoji" };
  return /[\p{P}\p{S}]/u.test(character)
    ? { problem: "sign", sign: character }
    : { problem: "sign" };
}

/** Those that Unicode recommends for identifiers: UAX #31, table 5. */
const ALPHABETS = [
  ...[/\p{sc=Latin}/u, /\p{sc=Cyrillic}/u, /\p{sc=Greek}/u, /\p{sc=Armenian}/u, /\p{sc=Hebrew}/u],
  ...[/\p{sc=Arabic}/u, /\p{sc=Thaana}/u, /\p{sc=Ethiopic}/u, /\p{sc=Georgian}/u],
  ...[/\p{sc=Devanagari}/u, /\p{sc=Bengali}/u, /\p{sc=Gurmukhi}/u, /\p{sc=Gujarati}/u],
  ...[/\p{sc=Oriya}/u, /\p{sc=Tamil}/u, /\p{sc=Telugu}/u, /\p{sc=Kannada}/u],
  ...[/\p{sc=Malayalam}/u, /\p{sc=Sinhala}/u, /\p{sc=Thai}/u, /\p{sc=Lao}/u, /\p{sc=Tibetan}/u],
  ...[/\p{sc=Myanmar}/u, /\p{sc=Khmer}/u],
  // Japanese, Chinese and Korean write several together.
  ...[/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\u30fc\u3005]/u],
  /[\p{sc=Han}\p{sc=Hangul}]/u,
];

/** Whether one alphabet has every letter of the text. */
function isOfOneAlphabet(text: string): boolean {
  const letters = [...text].filter((character) => /\p{L}/u.test(character));
  return ALPHABETS.some((alphabet) => letters.every((letter) => alphabet.test(letter)));
}

/** Whether a name, however it is written, has a word that only VimbisoPay may use. */
function isReserved(name: string): boolean {
  const tokens = name.split(/[ '-]/).map(skeletonOf);
  const all = tokens.join("");
  if (RESERVED_PARTS.some((part) => all.includes(skeletonOf(part)))) return true;
  const words = RESERVED_WORDS.map(skeletonOf);
  // "B a n k" is a word in pieces.
  return tokens.some((_, start) =>
    tokens.some((__, end) => words.includes(tokens.slice(start, end + 1).join(""))),
  );
}

/** What a word looks like: two words that look the same have the same skeleton, after UTS #39. */
function skeletonOf(word: string): string {
  return [...word.normalize("NFKD").replace(/\p{M}/gu, "")]
    .map((letter) => {
      const small = letter.toLowerCase();
      return LOOKALIKES.get(letter) ?? LOOKALIKES.get(small) ?? small;
    })
    .join("")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll("l", "i");
}
