import { readFileSync } from "node:fs";
import { type CallExpression, type NewExpression, parseSync, Visitor } from "oxc-parser";
import { analyse } from "scslre";

export interface Expression {
  file: string;
  line: number;
  /** As it is written: "/[.\s]+$/". */
  source: string;
}

/** Every regular expression of a file that can take more than linear time, or that cannot be read. */
export function slowExpressionsIn(file: string, text = readFileSync(file, "utf8")): Expression[] {
  return expressionsIn(file, text).filter(({ pattern, flags }) => isSlow(pattern, flags));
}

/** What makes an expression while the program runs, so that no lint can look at it. */
export function madeExpressionsIn(file: string, text = readFileSync(file, "utf8")): Expression[] {
  const found: Expression[] = [];
  const note = (node: NewExpression | CallExpression) => {
    if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp") return;
    found.push({ file, line: lineAt(text, node.start), source: text.slice(node.start, node.end) });
  };
  new Visitor({ NewExpression: note, CallExpression: note }).visit(parseSync(file, text).program);
  return found;
}

function expressionsIn(file: string, text: string) {
  const found: (Expression & { pattern: string; flags: string })[] = [];
  new Visitor({
    Literal(node) {
      if (!("regex" in node) || !node.regex) return;
      const { pattern, flags } = node.regex;
      const line = lineAt(text, node.start);
      found.push({ file, line, source: `/${pattern}/${flags}`, pattern, flags });
    },
  }).visit(parseSync(file, text).program);
  return found;
}

function isSlow(pattern: string, flags: string): boolean {
  try {
    return analyse(new RegExp(pattern, flags)).reports.length > 0;
  } catch {
    return true;
  }
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
