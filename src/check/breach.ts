/** A breach of the channel's limits, such as "buttons title 1: 31 of 20", in a designer's words. */
export function describeBreach(breach: string): string {
  const [, what = "", fault = ""] = /^(.*): (.*)$/.exec(breach) ?? [];
  const subject = describePart(what);
  const [, size, limit] = /^(\d+) of (?:1 to )?(\d+)$/.exec(fault) ?? [];
  if (fault === "blank") return `${subject} is empty`;
  if (fault === "given twice") return "two buttons have the same title";
  if (size === undefined || limit === undefined) return `${subject}: ${fault}`;
  if (what === "buttons" || what === "list")
    return `it has ${size} ${what === "list" ? "rows" : "buttons"}, and WhatsApp takes 1 to ${limit}`;
  return `${subject} can have ${size} characters, and WhatsApp takes ${limit}`;
}

function describePart(what: string): string {
  const [kind, part = "", index] = what.split(" ");
  const item = kind === "list" ? "row" : "button";
  if (part === "body" || part === "") return "its text";
  if (part === "button") return "the button that opens the list";
  return index === undefined ? `the ${part}` : `the ${part} of ${item} ${index}`;
}

const CAUSES: { [code: string]: string } = {
  MISSING_OTHER_CLAUSE: "a `select` or `plural` has no `other` case",
  EXPECT_ARGUMENT_CLOSING_BRACE: "a brace is not closed",
  UNCLOSED_TAG: "a brace is not closed",
  EMPTY_ARGUMENT: "a pair of braces is empty",
  MALFORMED_ARGUMENT: "a name in braces has a space or another sign in it",
  EXPECT_ARGUMENT_TYPE: "behind a comma `select` or `plural` is missing",
  INVALID_ARGUMENT_TYPE: "behind a comma there is neither `select` nor `plural`",
  EXPECT_SELECT_ARGUMENT_OPTIONS: "a `select` or `plural` has no cases",
  EXPECT_SELECT_ARGUMENT_SELECTOR: "a case has no name",
  EXPECT_PLURAL_ARGUMENT_SELECTOR: "a case of `plural` has no name",
  EXPECT_SELECT_ARGUMENT_SELECTOR_FRAGMENT: "a case has no text in braces",
  EXPECT_PLURAL_ARGUMENT_SELECTOR_FRAGMENT: "a case of `plural` has no text in braces",
  DUPLICATE_SELECT_ARGUMENT_SELECTOR: "a case is there twice",
  DUPLICATE_PLURAL_ARGUMENT_SELECTOR: "a case of `plural` is there twice",
  INVALID_PLURAL_ARGUMENT_SELECTOR: "a case of `plural` is neither one, other nor =number",
  UNMATCHED_CLOSING_TAG: "a brace is closed that was not opened",
};

/** The ICU parser's code for what is wrong with a text, in a designer's words. */
export function describeFormatError(message: string): string {
  return CAUSES[message.split("\n")[0]?.trim() ?? ""] ?? "its braces do not match";
}
