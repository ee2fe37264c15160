/** The store failed. */
export class StoreError extends Error {
  readonly code: "unavailable" | "corrupt";
  /** The store's own word for it, from the adapter's closed list. */
  readonly reason: string | undefined;
  constructor(
    code: "unavailable" | "corrupt",
    message: string,
    { cause, reason }: { cause?: unknown; reason?: string | undefined } = {},
  ) {
    super(message, { cause });
    this.name = "StoreError";
    this.code = code;
    this.reason = reason;
  }
}
