/** The result of a rule of credex-core. */
export type Result<Value> = { kind: "ok"; value: Value } | Refusal;

export interface Refusal {
  kind: "refused";
  /** `failed`: a valid request that a rule about money or time forbids. */
  code: "invalid" | "forbidden" | "missing" | "failed";
  reason: string;
}

export function ok<Value>(value: Value): Result<Value> {
  return { kind: "ok", value };
}

export function refuse(code: Refusal["code"], reason: string): Refusal {
  return { kind: "refused", code, reason };
}
