/** A reply that must not be sent as it is. The message names limits and copy keys, never texts or members. */
export class WhatsAppError extends Error {
  readonly code: "limit" | "address";
  constructor(code: "limit" | "address", message: string) {
    super(message);
    this.name = "WhatsAppError";
    this.code = code;
  }
}
