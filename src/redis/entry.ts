import type { CallEffect, ReplyEffect } from "../engine/effect.ts";
import type { Work } from "../engine/ports.ts";

/**
 * An entry of a lane: token, sent mark, attempts and the rest as JSON, so that a script finds and
 * changes the first three without parsing: "s:4:0 0 2 {…}".
 */
export function toEntry(effect: ReplyEffect | CallEffect, at: number): string {
  return `${effect.token} 0 0 ${JSON.stringify({ effect, at })}`;
}

export function fromEntry(entry: string): Work {
  const [token = "", sent, attempts] = entry.split(" ", 3);
  const json = entry.slice(`${token} ${sent} ${attempts} `.length);
  const { effect, at } = JSON.parse(json) as Pick<Work, "effect" | "at">;
  return { effect, at, sent: sent === "1", attempts: Number(attempts) };
}
