/** Why an edit cannot be made, in a sentence for a designer. */
export class EditRefusal extends Error {}

export function refuse(sentence: string): never {
  throw new EditRefusal(sentence);
}
