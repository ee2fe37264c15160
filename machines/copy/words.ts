/** What members write to be understood in any state, by locale. Case and marks around do not matter. */
export const words: { [locale: string]: { [command: string]: readonly string[] } } = {
  en: {
    home: ["hi", "hello", "hey", "menu", "home", "good morning", "good afternoon", "good evening"],
    cancel: ["cancel", "x", "exit", "quit"],
    back: ["back", "go back"],
    help: ["help", "?"],
    offers: ["offers"],
    // Understood whatever language is set: who wants to hear less has to be. No word that is also a
    // member's name, such as Mira: these mean the same where a name is asked for.
    stop: ["stop", "stop all", "unsubscribe", "mirai", "yima"],
    start: ["start", "subscribe"],
  },
};
