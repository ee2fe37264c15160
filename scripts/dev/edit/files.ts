/**
 * The text of each file in the machines' folder, by its name there: "offer.ts", "copy/en.ts". An empty text is no file.
 */
export interface Files {
  readonly [name: string]: string;
}

/** What an edit changes: files as they will be, and what that means, in sentences. */
export interface Edited {
  files: Files;
  words: string[];
}
