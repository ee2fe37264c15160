/** What members write to be understood in any state, by locale. Case and marks around do not matter. */
export const words: { [locale: string]: { [command: string]: readonly string[] } } = {
  en: {
    home: [
      "hi",
      "hello",
      "hey",
      "menu",
      "home",
      "start",
      "good morning",
      "good afternoon",
      "good evening",
    ],
    cancel: ["cancel", "x", "stop", "exit", "quit"],
    back: ["back", "go back"],
    help: ["help", "?"],
    offers: ["offers"],
  },
};
