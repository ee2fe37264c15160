import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boxesOf, chartOf } from "../src/check/chart.ts";
import { createFlowModel } from "../src/check/flow-model.ts";
import { messageTable } from "../src/check/message-table.ts";
import { format } from "../src/check/problem.ts";
import { drawCharts } from "../src/playground/draw-charts.ts";
import { toSvgFile } from "../src/playground/view/svg.ts";
import { terms } from "./machines/terms.ts";

/** `npm run machines:docs [-- folder [output]]`: a chart and a table of messages for each machine, as Markdown. */

const [folder = "machines", output = "dist/docs/machines"] = process.argv.slice(2);
const { model: found, ...read } = await createFlowModel(folder, terms);
const problems = [...read.problems, ...read.unloaded];
if (problems.length > 0) {
  for (const problem of problems) console.error(format(problem));
  process.exit(1);
}
mkdirSync(output, { recursive: true });
const style = ["tokens.css", "view/chart.css"]
  .map((name) => readFileSync(new URL(`../src/playground/${name}`, import.meta.url), "utf8"))
  .join("");
for (const chart of (await drawCharts(folder)).charts)
  writeFileSync(join(output, `${chart.machine}.svg`), toSvgFile(chart, style));
for (const machine of found.machines) {
  const { name, source } = machine;
  const page = `# ${name}

Drawn from \`${source.file}\` by \`npm run machines:docs\`.

![The chart of ${name}](${name}.svg)

<details>
<summary>The same in Mermaid</summary>

\`\`\`mermaid
${chartOf(machine)}
\`\`\`

${boxesOf(machine)}

</details>

## What it says

${messageTable(found, machine)}
`;
  writeFileSync(join(output, `${name}.md`), page);
}
const links = found.machines.map(({ name }) => `- [${name}](${name}.md)`);
writeFileSync(join(output, "README.md"), `# The machines\n\n${links.join("\n")}\n`);
console.log(`${found.machines.length} machines: ${join(output, "README.md")}`);
