import { readFileSync } from "node:fs";

const read = (name: string) =>
  readFileSync(new URL(`../../src/playground/${name}`, import.meta.url), "utf8");
const tokens = read("tokens.css");
const story = read("compare/story.css");

/** The style of a storyboard. */
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
${story}table { width: 100%; max-width: 560px; border-collapse: collapse; }
th, td { padding: 10px 0 10px 20px; border-bottom: 1px solid var(--line); text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
`;
