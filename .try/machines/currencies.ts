import { trimMarks, visible } from "./text.ts";
import { type Denomination, denominations, isDenomination } from "./values.ts";

/** What the words or signs beside a number mean. */
export type Currency =
  | { kind: "none" }
  | { kind: "ours"; denomination: Denomination }
  /** A dollar, without a word which. */
  | { kind: "dollar" }
  /** `code` is of a closed list, or three capital letters. */
  | { kind: "foreign"; code: string }
  | { kind: "unreadable" };

/** Names beside the codes, in small letters without spaces. ZiG is the name of what the code ZWG means. */
const NAMES: { [D in Denomination]?: readonly string[] } = {
  USD: [
    ...["us", "us$", "$us", "u$", "u$d", "usd$", "$usd", "usds", "usddollar", "usddollars"],
    ...["usdollar", "usdollars", "dollarus", "dollarsus", "usa", "usadollar", "usadollars"],
    ...["americandollar", "americandollars", "unitedstatesdollar", "unitedstatesdollars"],
    ...["maus", "mausa", "mausd"],
  ],
  CAD: [
    ...["c$", "ca$", "cad$", "$cad", "cdn", "cdn$", "can$", "caddollar", "caddollars"],
    ...["canadiandollar", "canadiandollars"],
  ],
  ZWG: [
    ...["zig", "zigs", "mazig", "zig$", "$zig", "zigdollar", "zigdollars", "zg$"],
    ...["zwg$", "$zwg", "zimgold", "zimbabwegold", "zimbabweangold"],
  ],
};

const DOLLARS: ReadonlySet<string> = new Set([
  ...["$", "dollar", "dollars"],
  ...["dhora", "madhora", "madollar", "madollars"],
  ...["dola", "idola", "amadola"],
]);

/** Currencies of the region, and those that travellers name, which no account can hold. */
const FOREIGN: { [code: string]: readonly string[] } = {
  ZAR: ["r", "rand", "rands", "randi", "marandi", "irandi", "amarandi"],
  ZWL: [
    ...["z$", "zw$", "zwl$", "zimdollar", "zimdollars", "zimbabwedollar", "zimbabwedollars"],
    ...["rtgs", "rtgs$", "rtgsdollar", "rtgsdollars"],
    ...["bond", "bonds", "mabond", "bondnote", "bondnotes"],
  ],
  BWP: ["p", "pula"],
  ZMW: ["zk", "kwacha"],
  MWK: ["mk"],
  NAD: ["n$"],
  MZN: ["mt", "metical", "meticais"],
  KES: ["ksh", "kshs"],
  NGN: ["₦", "naira"],
  EUR: ["€", "euro", "euros"],
  GBP: ["£", "pound", "pounds"],
  AUD: ["a$", "au$"],
};

const OUR_NAMES = new Map(
  denominations.flatMap((denomination) =>
    [denomination.toLowerCase(), ...(NAMES[denomination] ?? [])].map((name) => [
      name,
      denomination,
    ]),
  ),
);

const FOREIGN_NAMES = new Map(
  Object.entries(FOREIGN).flatMap(([code, names]) => names.map((name) => [name, code])),
);

/** Reads "usd", "US $", "ZiG" or "Rand"; the case, spaces, marks and full stops do not matter. */
export function readCurrency(written: string): Currency {
  const name = written
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[ .,_]/g, "");
  if (name === "") return { kind: "none" };
  const denomination = OUR_NAMES.get(name);
  if (denomination !== undefined && isDenomination(denomination))
    return { kind: "ours", denomination };
  if (DOLLARS.has(name)) return { kind: "dollar" };
  const code = FOREIGN_NAMES.get(name) ?? (/^[a-z]{3}$/.test(name) && name.toUpperCase());
  return code ? { kind: "foreign", code } : { kind: "unreadable" };
}

/** The currency that a text names, or whose number in the list it is. A dollar alone is the US one. */
export function denominationIn(text: string): Denomination | undefined {
  const written = trimMarks(visible(text).replaceAll("\u20e3", ""));
  if (/^\d$/.test(written)) return denominations[Number(written) - 1];
  const currency = readCurrency(written);
  if (currency.kind === "dollar") return "USD";
  return currency.kind === "ours" ? currency.denomination : undefined;
}
