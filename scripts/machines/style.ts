import { readFileSync } from "node:fs";

const tokens = readFileSync(new URL("../../src/playground/tokens.css", import.meta.url), "utf8");

/** The style of a storyboard, light and dark: a phone's width, no external font or picture. */
export const style = `
${tokens}* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 16px 48px; background: var(--ground); color: var(--ink);
  font: 14px/1.4 var(--sans); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: center;
  justify-content: space-between; margin: 0 -16px; padding: 8px 16px; background: var(--ground);
  border-bottom: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; }
a { color: var(--blue); text-decoration: none; }
h1 { margin: 20px 0 4px; font-size: 24px; }
.lead { max-width: 70ch; margin: 0 0 20px; color: var(--soft); }
input[type="radio"] { position: absolute; opacity: 0; pointer-events: none; }
.tabs { display: flex; gap: 6px; margin: 0; }
.tabs label { padding: 2px 12px; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
main { display: flex; flex-wrap: wrap; gap: 28px 24px; align-items: flex-start; }
h2 { display: flex; gap: 8px; max-width: 320px; min-height: 40px; margin: 0 0 8px; align-items: flex-end;
  font-size: 14px; font-weight: 600; }
h2 span { color: var(--soft); font-weight: 400; }
.phones { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
article { display: flex; flex-direction: column; width: 320px; padding: 12px 10px; background: var(--wall);
  border: 1px solid var(--line); border-radius: 18px; }
article p { margin: 0; overflow-wrap: anywhere; }
.bubble, .member { max-width: 270px; padding: 6px 9px; border-radius: 8px; box-shadow: 0 1px 1px #0000001f; }
.bubble { align-self: flex-start; margin-top: 6px; background: var(--theirs); border-top-left-radius: 0; }
.member { align-self: flex-end; background: var(--own); border-top-right-radius: 0; }
article p.member { margin-top: 8px; }
article p.note { align-self: center; margin: 8px 0 2px; padding: 3px 10px; background: var(--raised); border-radius: 8px;
  color: var(--soft); font-size: 12px; text-align: center; }
.source { max-width: 290px; padding: 2px 0 0 4px; color: var(--soft); font: 10.5px/1.35 ui-monospace, monospace; }
ul { list-style: none; margin: 6px -9px -6px; padding: 0; }
.buttons li { padding: 7px; border-top: 1px solid var(--line); color: var(--blue); text-align: center; font-weight: 500; }
.rows { margin: 6px -9px -6px; border-top: 1px solid var(--line); }
.rows li { padding: 5px 9px; border-bottom: 1px solid var(--line); }
.rows li:last-child { border-bottom: 0; }
.rows small { display: block; color: var(--soft); font-size: 12px; }
@media (max-width: 420px) { main, section, article, .phones { width: 100%; } .bubble, .member { max-width: 86%; } }
table { width: 100%; max-width: 560px; border-collapse: collapse; }
th, td { padding: 10px 0 10px 20px; border-bottom: 1px solid var(--line); text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
`;
