/** What a rule of credex-core says to a request. */
export type Result<Value> = { kind: "ok"; value: Value } | Refusal;

export interface Refusal {
  kind: "refused";
  /** `failed`: well asked, and a rule about money or time is against it. */
  code: "invalid" | "forbidden" | "missing" | "failed";
  reason: string;
}

export function ok<Value>(value: Value): Result<Value> {
  return { kind: "ok", value };
}

export function refuse(code: Refusal["code"], reason: string): Refusal {
  return { kind: "refused", code, reason };
}
