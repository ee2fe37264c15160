import type { ComponentChildren } from "preact";

const MARKS = /(\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|```[^`]+```)/;

/** A text as WhatsApp shows it: *bold*, _italic_, ~struck~, ```typed```; a mark within a word is itself. */
export function Markup({ text }: { text: string }) {
  return <>{text.split(MARKS).map(toPart)}</>;
}

function toPart(part: string, index: number, parts: string[]): ComponentChildren {
  const isWithinWord = /\w$/.test(parts[index - 1] ?? "") || /^\w/.test(parts[index + 1] ?? "");
  if (index % 2 === 0 || isWithinWord) return part;
  if (part.startsWith("```")) return <code key={index}>{part.slice(3, -3)}</code>;
  const words = part.slice(1, -1);
  if (part.startsWith("*")) return <strong key={index}>{words}</strong>;
  return part.startsWith("_") ? <em key={index}>{words}</em> : <s key={index}>{words}</s>;
}
