/** What a check of the doctor found. */
export interface Finding {
  check: "settings" | "redis" | "whatsapp" | "credex-core" | "work" | "releases";
  /** A problem keeps members from being served, now or after a restart. */
  level: "ok" | "warning" | "problem";
  what: string;
  /** What to do about it. */
  cure?: string;
}

/** Splits "X is not usable: set another" at the first colon, behind which is what to do. */
export function findingOf(
  check: Finding["check"],
  level: Finding["level"],
  sentence: string,
): Finding {
  const at = sentence.indexOf(": ");
  if (at === -1) return { check, level, what: sentence };
  return { check, level, what: sentence.slice(0, at), cure: sentence.slice(at + 2) };
}
