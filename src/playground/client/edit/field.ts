/** The name of a text's field in `drafts`. */
export const fieldOf = (locale: string, part: string): string => `${locale} ${part}`;
