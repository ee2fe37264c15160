import { type Amount, formatAmount, isDenomination } from "../../../machines/values.ts";

/** What a money call sends, as a member reads it: amounts, names, days and the member's own account. */
export function valuesSent(input: unknown, profile: unknown): string[] {
  if (Array.isArray(input)) return input.flatMap((one) => valuesSent(one, profile));
  if (typeof input !== "object" || input === null) return [];
  if (isAmount(input)) return [formatAmount(input)];
  return Object.entries(input).flatMap(([name, value]) =>
    typeof value === "string" ? (shownAs(name, value, profile) ?? []) : valuesSent(value, profile),
  );
}

function shownAs(name: string, value: string, profile: unknown): string | undefined {
  if (/amount$/i.test(name)) return value.replace(/^-/, "");
  if (/name$/i.test(name)) return value;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return DAYS.format(Date.parse(value));
  return /accountID$/i.test(name) ? nameOfAccount(value, profile) : undefined;
}

/** As a message in English shows a day. */
const DAYS = new Intl.DateTimeFormat("en-ZW", { timeZone: "UTC", dateStyle: "long" });

/** Only the member's own accounts are known by their id. */
function nameOfAccount(id: string, profile: unknown): string | undefined {
  const { accounts = [] } = (profile ?? {}) as {
    accounts?: { accountID: string; accountName: string }[];
  };
  return accounts.find(({ accountID }) => accountID === id)?.accountName;
}

function isAmount(value: object): value is Amount {
  const { value: digits, denomination } = value as Partial<Amount>;
  return typeof digits === "string" && isDenomination(denomination ?? "");
}

/** Whether a text shows a value; digits may be grouped. */
export function shows(text: string, value: string): boolean {
  return text.replaceAll(/(?<=\d),(?=\d)/g, "").includes(value);
}
