/** What a member's name may not say, because readers would take the member for VimbisoPay. */

/** Reserved wherever they stand in a name. */
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
 * they look like another letter than the small one.
 */
export const LOOKALIKES: { [letter: string]: string | undefined } = {
  ...{ а: "a", в: "b", с: "c", ԁ: "d", е: "e", ѓ: "r", г: "r", һ: "h", н: "h", і: "i", ӏ: "i" },
  ...{ ј: "j", к: "k", м: "m", п: "n", о: "o", р: "p", ԛ: "q", ѕ: "s", т: "t", у: "y", ү: "y" },
  ...{ и: "u", ѵ: "v", ԝ: "w", х: "x", ь: "b", б: "b", ғ: "f", д: "d" },
  ...{ α: "a", β: "b", ε: "e", η: "n", ι: "i", κ: "k", ν: "v", ο: "o", ρ: "p", ς: "s", σ: "o" },
  ...{ τ: "t", υ: "u", χ: "x", γ: "y", ω: "w", μ: "u", π: "n", δ: "d", ζ: "z" },
  ...{ Η: "h", Μ: "m", Ν: "n", Υ: "y", Σ: "e" },
  ...{ օ: "o", ո: "n", ս: "u", հ: "h", ց: "g", ք: "p", զ: "q", ա: "w", ի: "h", լ: "i", ѐ: "e" },
  ...{ ı: "i", ɪ: "i", ɑ: "a", ɡ: "g", ł: "i", ø: "o", đ: "d", ð: "d", ħ: "h", ŋ: "n", ʟ: "i" },
  ...{ ᴀ: "a", ʙ: "b", ᴄ: "c", ᴅ: "d", ᴇ: "e", ꜰ: "f", ɢ: "g", ʜ: "h", ᴊ: "j", ᴋ: "k", ᴍ: "m" },
  ...{ ɴ: "n", ᴏ: "o", ᴘ: "p", ʀ: "r", ꜱ: "s", ᴛ: "t", ᴜ: "u", ᴠ: "v", ᴡ: "w", ʏ: "y", ᴢ: "z" },
  ...{ ɓ: "b", ƅ: "b", ɗ: "d", ƙ: "k", ƿ: "p", ʋ: "u", ɩ: "i", ɛ: "e", ɔ: "o", ƴ: "y", ɱ: "m" },
};
