/** A number as it was written, its marks understood. `whole` and `fraction` hold digits only. */
export type Decimal =
  | { kind: "decimal"; whole: string; fraction: string }
  /** Three digits after a mark that may separate thousands or decimals. */
  | { kind: "ambiguous"; whole: string; fraction: string }
  /** A comma before decimals, where a point is meant. */
  | { kind: "comma"; whole: string; fraction: string }
  /** Its marks stand where neither thousands nor decimals begin. */
  | { kind: "unclear"; whole: ""; fraction: "" };

const PLAIN = /^(\d*)(?:\.(\d+))?$/;

/** Thousands by comma, space or apostrophe, the same one each time; no group of thousands begins with 0. */
const GROUPED = /^([1-9]\d{0,2}([ ,'])\d{3}(?:\2\d{3})*)(?:\.(\d+))?$/;

/** As much of the world writes decimals, its thousands by points, spaces or apostrophes. */
const COMMA = /^(\d*|[1-9]\d{0,2}(?:[. ']\d{3})+),(\d+)$/;

/** The start of a number in which a group of three digits may follow. */
const FIRST_GROUP = /^0*[1-9]\d{0,2}$/;

/** The currency that a number is in. */
export interface Unit {
  places: number;
  /** Whether its code or name stands beside the number. */
  isNamed: boolean;
}

/**
 * Reads "1500", "1,500", "1 500.50" and ".5". A point separates decimals, a comma thousands. Three
 * digits after a single point are ambiguous, because many people write thousands so; only in a currency of
 * three places that is named are they ours: "1.500 CXX". Three digits after a single comma are
 * ambiguous where a currency has as many decimals.
 */
export function readDecimal(number: string, unit: Unit): Decimal {
  const text = number.replaceAll(/[’‘′´`]/g, "'").replaceAll(/ +/g, " ");
  return readPlain(text, unit) ?? readGrouped(text, unit) ?? readComma(text);
}

function readPlain(text: string, { places, isNamed }: Unit): Decimal | undefined {
  const [found, whole = "", fraction = ""] = PLAIN.exec(text) ?? [];
  if (found === undefined) return undefined;
  const isOurs = places === 3 && isNamed;
  const isAmbiguous = fraction.length === 3 && FIRST_GROUP.test(whole) && !isOurs;
  return { kind: isAmbiguous ? "ambiguous" : "decimal", whole, fraction };
}

function readGrouped(text: string, { places }: Unit): Decimal | undefined {
  const [found, groups = "", mark, fraction = ""] = GROUPED.exec(text) ?? [];
  if (found === undefined) return undefined;
  const [whole = "", ...others] = groups.split(/[ ,']/);
  if (mark === "," && others.length === 1 && !fraction && places >= 3)
    return { kind: "ambiguous", whole, fraction: others.join("") };
  return { kind: "decimal", whole: [whole, ...others].join(""), fraction };
}

function readComma(text: string): Decimal {
  const [found, groups = "", fraction = ""] = COMMA.exec(text) ?? [];
  if (found === undefined) return { kind: "unclear", whole: "", fraction: "" };
  const whole = groups.replaceAll(/[. ']/g, "");
  const isAmbiguous = fraction.length === 3 && whole === groups && /[1-9]/.test(whole);
  return { kind: isAmbiguous ? "ambiguous" : "comma", whole, fraction };
}
