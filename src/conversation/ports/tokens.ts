/** The five-minute session tokens. `now` in milliseconds. */
export interface Tokens {
  issue(claims: Claims): string;
  verify(token: string, claims: Claims): "valid" | "expired" | "forged";
}

export interface Claims {
  conversationId: string;
  sessionId: string;
  now: number;
}
