/**
 * The wordings that take the place of a message which WhatsApp does not show: what stands before the
 * choices of a question that is sent as plain text, and what is said where not even that passes.
 */
export const fallbackKeys = {
  byNumber: "fallback.number",
  byTitle: "fallback.title",
  sorry: "fallback",
} as const;
