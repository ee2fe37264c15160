/** What members write to be understood in any state, by locale. Case and marks around do not matter. */
export const words: { [locale: string]: { [command: string]: readonly string[] } } = {
  en: {
    home: ["hi", "hello", "hey", "menu", "home", "good morning", "good afternoon", "good evening"],
    cancel: ["cancel", "x", "exit", "quit"],
    back: ["back", "go back"],
    help: ["help", "?"],
    offers: ["offers"],
    // Whatever language is set, these are understood: who wants to hear less has to be.
    stop: ["stop", "stop all", "unsubscribe", "mira", "misa", "yima"],
    start: ["start", "subscribe", "tanga", "qala"],
  },
};
