import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
interface Finding {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** A visible text that a control's name does not hold: voice control cannot find it. Off by default. */
const NAMES = "label-content-name-mismatch";

/** What axe finds that is serious or worse. */
export async function findingsOf(page: Page): Promise<string[]> {
  const options = { resultTypes: ["violations"], rules: { [NAMES]: { enabled: true } } };
  const run = `axe.run(document, ${JSON.stringify(options)}).then((all) => all.violations)`;
  const findings = await page.evaluate<Finding[]>(`${axe}; ${run}`);
  return findings
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
}
