/** Names a member's dialogue through one business number. */
export function toConversationId({
  contactId,
  businessNumberId,
}: {
  contactId: string;
  businessNumberId: string;
}): string {
  return `${contactId}.${businessNumberId}`;
}

export function contactIdOf(conversationId: string): string {
  return conversationId.split(".")[0] ?? "";
}
