/**
 * What members write to be understood in any state, by language. All are understood whatever language
 * is spoken; where two languages mean different things by a word, the spoken one's is meant. Case and
 * marks around do not matter. Many words are also surnames or handles: where one of these is asked for,
 * only the `firm` words are commands. `yes` and `no` are commands only at a question about money.
 */
export const words: { [locale: string]: { [command: string]: readonly string[] } } = {
  en: {
    home: [
      ...["hi", "hie", "hello", "hey", "hi there", "hello there", "menu", "main menu", "home"],
      ...["good morning", "good afternoon", "good evening", "good day"],
    ],
    cancel: ["cancel", "x", "exit", "quit"],
    // Buttons are called "Back" as well, so the walk of all paths writes the other one, which comes first.
    back: ["go back", "back"],
    help: ["help", "?"],
    language: ["language", "languages", "english"],
    offers: ["offers"],
    stop: ["stop", "stop all", "unsubscribe"],
    start: ["start", "subscribe"],
    yes: ["yes", "y", "yes please", "yeah", "yep", "yes pls", "ok", "okay", "sure"],
    no: ["no", "n", "no thanks", "no thank you", "nope", "nah", "not now"],
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
    yes: ["ehe", "hongu", "ndizvo"],
    no: ["kwete", "aiwa"],
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
    yes: ["yebo", "ye"],
    no: ["hatshi", "hayi", "cha"],
  },
};

/**
 * The words that are names and handles of nobody, so that they are commands even where a name or a
 * handle is asked for. Words such as Masikati, Manheru, Dzokerai, Home and Start are surnames or first names
 * are not listed here. "Stop" is one of them: it may be a surname, and "stop all" is not.
 */
export const firm: readonly string[] = [
  ...["hi", "hi there", "hello there", "menu", "main menu"],
  ...["good morning", "good afternoon", "good evening", "good day"],
  ...["cancel", "x", "exit", "quit", "back", "go back", "help", "?"],
  ...["stop all", "unsubscribe"],
  ...["mhoro", "mhoroi", "mhoroyi", "makadii", "makadini"],
  ...["kanzura", "kanzurai", "dzokera", "dzokera shure", "dzokerai shure"],
  ...["ndibatsire", "ndibatsirei", "ndibatsireiwo"],
  ...["sawubona", "salibonani", "sanibonani", "livuke njani", "linjani", "unjani"],
  ...["khansela", "khanselani", "emuva", "buyela emuva", "buyelani emuva"],
  ...["ngisize", "ngincede", "ngicela usizo", "ngicela uncedo"],
];
