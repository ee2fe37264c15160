/**
 * Names a member's dialogue through one business number.
 * @throws {RangeError} for an id with a space: names of lanes and lines of scripts are split at spaces
 */
export function toConversationId({
  contactId,
  businessNumberId,
}: {
  contactId: string;
  businessNumberId: string;
}): string {
  return withoutSpace(`${contactId}.${businessNumberId}`);
}

/** @throws {RangeError} for an id with white space. The id itself is not in the message: it may be a number */
export function withoutSpace(id: string): string {
  if (!/\s/.test(id)) return id;
  throw new RangeError("An id holds white space: ids of contacts and business numbers must not");
}

export function contactIdOf(conversationId: string): string {
  return conversationId.split(".")[0] ?? "";
}
