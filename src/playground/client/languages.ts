/** The languages of VimbisoPay; not every browser knows all of their names. */
export const LANGUAGES: { [locale: string]: string } = {
  en: "English",
  sn: "Shona",
  nd: "Ndebele",
};

export const languageOf = (locale: string): string => LANGUAGES[locale] ?? locale;
