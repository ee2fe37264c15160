import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

/**
 * The manifests by Kubernetes's own API: its schemas for values, and its types for names, because the schemas allow any
 * other field. Both come with `kubernetes-models`, so nothing is downloaded.
 */

interface Manifest {
  apiVersion: string;
  kind: string;
  [field: string]: unknown;
}

const load = createRequire(import.meta.url);
const file = new URL("../../scripts/deploy/kubernetes/conversations.yaml", import.meta.url);
const yaml = readFileSync(file, "utf8");
const manifests = manifestsOf(yaml);
const root = new URL("../..", import.meta.url).pathname;
const folder = join(root, `node_modules/.cache/manifests-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("there is a manifest of each kind that a deployment needs", () => {
  expect(manifests.map(({ kind }) => kind)).toEqual([
    ...["ServiceAccount", "Deployment", "Service", "PodDisruptionBudget"],
    ...["HorizontalPodAutoscaler", "NetworkPolicy"],
  ]);
});

test("every manifest is valid", () => {
  expect(problemsOf(manifests)).toEqual([]);
});

test.each<[mistake: string, from: string, to: string, named: RegExp]>([
  ["a number as a text", "replicas: 2", 'replicas: "2"', /replicas must be integer/],
  [
    "a missing field",
    "- name: conversations\n          image",
    "- image",
    /required property name/,
  ],
  ["a misspelled field", "readinessProbe:", "readynessProbe:", /readynessProbe.* does not exist/],
  [
    "a field in the wrong place",
    "minReplicas: 2",
    "spec: { minReplicas: 2 }",
    /spec.* does not exist in type 'IHorizontal/,
  ],
  ["a kind of another group", "kind: NetworkPolicy", "kind: NetworkPolice", /NetworkPolice/],
])("%s is found", (_, from, to, named) => {
  expect(yaml).toContain(from);
  const problems = problemsOf(manifestsOf(yaml.replace(from, to)));
  expect(problems.join("\n")).toMatch(named);
});

test("servers are added before one of them needs all that a process can use: one core", () => {
  const autoscaler = manifests.find(({ kind }) => kind === "HorizontalPodAutoscaler");
  const target = { type: "AverageValue", averageValue: expect.stringMatching(/^[5-8]00m$/) };
  const metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  expect(autoscaler?.spec).toMatchObject({ metrics });
});

function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function problemsOf(given: Manifest[]): string[] {
  return [...given.flatMap(violationsOf), ...typeErrorsOf(given)];
}

/** What the schema of its kind says of a manifest. */
function violationsOf({ apiVersion, kind, ...rest }: Manifest): string[] {
  try {
    const models = load(`kubernetes-models/${apiVersion}/${kind}`);
    new models[kind](rest).validate();
    return [];
  } catch (error) {
    return [`${kind}: ${error instanceof Error ? error.message : error}`];
  }
}

/** What the compiler says of manifests as literals of Kubernetes's types. */
function typeErrorsOf(given: Manifest[]): string[] {
  mkdirSync(folder, { recursive: true });
  const lines = given.flatMap(({ apiVersion, kind, ...rest }, at) => [
    `import type { I${kind} as Kind${at} } from "kubernetes-models/${apiVersion}/${kind}";`,
    `export const manifest${at}: Kind${at} = ${JSON.stringify({ apiVersion, kind, ...rest })};`,
  ]);
  const source = join(folder, "manifests.ts");
  writeFileSync(source, lines.join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig"];
  const target = ["--module", "preserve", "--target", "es2022"];
  const compiler = join(root, "node_modules/.bin/tsc");
  const { stdout, status } = spawnSync(compiler, [...options, ...target, source], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? [] : stdout.trim().split("\n");
}
