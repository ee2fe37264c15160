/** A state whose choices can move money: only a tap or a title chooses there. */
export const MONEY = "money";

/** A state that asks for a name or a handle: a text is one, unless it is a word that is a name nowhere. */
export const TEXT = "text";
