/**
 * What members write to be understood in any state, by language. All are understood whatever language
 * is spoken; where two languages mean different things by a word, the spoken one's is meant. Case and
 * marks around do not matter. No word is also a member's name, such as Mira: it would mean the same
 * where a name is asked for.
 */
export const words: { [locale: string]: { [command: string]: readonly string[] } } = {
  en: {
    home: ["hi", "hello", "hey", "menu", "home", "good morning", "good afternoon", "good evening"],
    cancel: ["cancel", "x", "exit", "quit"],
    back: ["back", "go back"],
    help: ["help", "?"],
    language: ["language", "languages", "english"],
    offers: ["offers"],
    stop: ["stop", "stop all", "unsubscribe"],
    start: ["start", "subscribe"],
  },
  sn: {
    home: [
      "mhoro",
      "mhoroi",
      "mhoroyi",
      "makadii",
      "makadini",
      "wakadii",
      "kwaziwai",
      "ndeipi",
      "mangwanani",
      "masikati",
      "manheru",
      "kutanga",
    ],
    cancel: ["kanzura", "kanzurai", "regedza", "regedzai"],
    back: ["dzokera", "dzokerai", "dzokera shure", "dzokerai shure", "shure"],
    help: ["rubatsiro", "ndibatsire", "ndibatsirei", "ndibatsireiwo"],
    language: ["mutauro", "mitauro", "shona", "chishona"],
    stop: ["mirai"],
  },
  nd: {
    home: [
      "sawubona",
      "sabona",
      "salibonani",
      "sanibonani",
      "livukile",
      "livuke njani",
      "litshonile",
      "linjani",
      "unjani",
      "ekuqaleni",
    ],
    cancel: ["khansela", "khanselani", "yekela", "yekelani", "misa"],
    back: ["emuva", "buyela emuva", "buyelani emuva"],
    help: ["usizo", "uncedo", "ngisize", "ngincede", "ngicela usizo", "ngicela uncedo"],
    language: ["ulimi", "izilimi", "ndebele", "isindebele", "sindebele"],
    stop: ["yima"],
  },
};
