/** Wording: a sentence, or a question with what it offers. Texts are ICU messages, those of rows too. */
export type Entry =
  | string
  | { text: string; buttons: { [choice: string]: string } }
  | { text: string; list: string; rows: { [choice: string]: Row } };

export type Row = string | { title: string; description: string };

export type Copy = { [key: string]: Entry };

/** Copy in another language: the same keys, buttons and rows. That the values are the same, the check sees to. */
export type Translation<Original> = {
  [K in keyof Original]: Original[K] extends { buttons: infer Buttons }
    ? { text: string; buttons: { [choice in keyof Buttons]: string } }
    : Original[K] extends { rows: infer Rows }
      ? { text: string; list: string; rows: { [R in keyof Rows]: Wordings<Rows[R]> } }
      : string;
};

type Wordings<R> = R extends string ? string : { title: string; description: string };
