/** What a member's name may not say, because readers would take the member for VimbisoPay. */

/** Reserved in any position within a name. */
export const RESERVED_PARTS: readonly string[] = [
  ...["vimbiso", "credex", "whatsapp", "official", "verified", "customercare", "customerservice"],
  ...["helpdesk", "helpline", "administrator", "moderator", "support"],
];

/** Reserved as whole words: Banks and Helpmann are surnames. Bhanga (bank in Shona) is one itself. */
export const RESERVED_WORDS: readonly string[] = [
  ...["admin", "bank", "help", "security", "service", "services"],
  ...["staff", "system", "team", "agent", "cashier", "payments", "refund", "refunds", "fraud"],
];

/**
 * Letters that look like Latin ones, those of other alphabets first, then phonetic and small capitals. A
 * name of one alphabet may be nothing but these; mixed ones are refused before. Capitals stand only where
 * they look like another letter than the small one. In pairs: a letter, and the one that it looks like.
 */
const PAIRS = [
  "аa вb сc ԁd еe ѓr гr һh нh іi ӏi јj кk мm пn оo рp ԛq ѕs тt уy үy иu ѵv ԝw хx ьb бb ғf",
  "дd αa βb εe ηn ιi κk νv οo ρp ςs σo τt υu χx γy ωw μu πn δd ζz Ηh Μm Νn Υy Σe օo ոn սu",
  "հh ցg քp զq աw իh լi ѐe ıi ɪi ɑa ɡg łi øo đd ðd ħh ŋn ʟi ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk",
  "ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɓb ƅb ɗd ƙk ƿp ʋu ɩi ɛe ɔo ƴy ɱm",
]
  .join(" ")
  .split(" ");

export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
