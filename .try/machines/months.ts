/** Names of the months and days of the week that members write and read, in each language. */
const MONTHS: { [language: string]: readonly string[] } = {
  en: [
    ...["january", "february", "march", "april", "may", "june"],
    ...["july", "august", "september", "october", "november", "december"],
  ],
  sn: [
    ...["ndira", "kukadzi", "kurume", "kubvumbi", "chivabvu", "chikumi"],
    ...["chikunguru", "nyamavhuvhu", "gunyana", "gumiguru", "mbudzi", "zvita"],
  ],
  nd: [
    ...["zibandlela", "nhlolanja", "mbimbitho", "mabasa", "nkwenkwezi", "nhlangula"],
    ...["ntulikazi", "ncwabakazi", "mpandula", "mfumfu", "lwezi", "mpalakazi"],
  ],
};

/** Short forms that are no beginning of the name. */
const SHORT_MONTHS: { [short: string]: number } = { chv: 5, chk: 6, chg: 7 };

/** From Monday on. */
const WEEKDAYS: { [language: string]: readonly string[] } = {
  en: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  sn: ["muvhuro", "chipiri", "chitatu", "china", "chishanu", "mugovera", "svondo"],
  nd: ["mvulo", "sibili", "sithathu", "sine", "sihlanu", "mgqibelo", "sonto"],
};

const MIN_LETTERS = 3;

/** The number of a month, from 1, by its name or by the first letters that no other month has. */
export function monthOf(name: string): number | undefined {
  return (Object.hasOwn(SHORT_MONTHS, name) && SHORT_MONTHS[name]) || indexIn(MONTHS, name);
}

/** The number of a day of the week, from 1 for Monday. */
export function weekdayOf(name: string): number | undefined {
  return indexIn(WEEKDAYS, name);
}

function indexIn(names: typeof MONTHS, written: string): number | undefined {
  if (written.length < MIN_LETTERS) return undefined;
  const found = Object.values(names).flatMap((all) =>
    all.flatMap((name, index) => (name.startsWith(written) ? [{ name, number: index + 1 }] : [])),
  );
  const whole = found.find(({ name }) => name === written);
  return whole?.number ?? (found.length === 1 ? found[0]?.number : undefined);
}
