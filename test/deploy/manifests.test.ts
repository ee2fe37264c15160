import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { HTTP } from "../../src/policy.ts";

/** What the image, Kubernetes and the workflow must not lose. */

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    template: { metadata: { labels: object }; spec: PodSpec };
    selector: object;
    podSelector: object;
    minAvailable: number;
    replicas: number;
    policyTypes: string[];
  };
}
interface PodSpec {
  terminationGracePeriodSeconds: number;
  securityContext: object;
  automountServiceAccountToken: boolean;
  containers: {
    ports: { name: string; containerPort: number }[];
    env: { name: string; value: string }[];
    livenessProbe: { httpGet: { path: string; port: string } };
    readinessProbe: { httpGet: { path: string; port: string } };
    lifecycle: { preStop: { exec: { command: string[] } } };
    securityContext: object;
    resources: object;
  }[];
}

const manifests = new Map(
  parseAllDocuments(read("scripts/deploy/kubernetes/conversations.yaml")).map((document) => {
    expect(document.errors).toEqual([]);
    const manifest = document.toJS() as Manifest;
    return [manifest.kind, manifest];
  }),
);
const { spec } = manifests.get("Deployment") as Manifest;
const pod = spec.template.spec;
const [container] = pod.containers;

test("Kubernetes probes the port for operators: a Redis that is down restarts no server", () => {
  const { ports = [], env = [] } = container ?? {};
  expect(container?.livenessProbe.httpGet).toEqual({ path: "/health", port: "operations" });
  expect(container?.readinessProbe.httpGet).toEqual({ path: "/ready", port: "operations" });
  const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  expect(Object.fromEntries(ports.map(({ name, containerPort }) => [name, containerPort]))).toEqual(
    {
      webhooks: Number(values.PORT),
      operations: Number(values.OPS_PORT),
    },
  );
});

test("a server has time to drain after its endpoint is removed", () => {
  const script = container?.lifecycle.preStop.exec.command.at(-1) ?? "";
  const preStopMs = Number(/(\d+)\)$/.exec(script)?.[1]);
  expect(preStopMs).toBeGreaterThanOrEqual(5_000);
  expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(preStopMs + HTTP.drainMs);
});

test("a pod is confined, and one server is always there", () => {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(container?.securityContext).toMatchObject({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(container?.resources).toMatchObject({ limits: { memory: expect.any(String) } });
  expect(manifests.get("PodDisruptionBudget")?.spec.minAvailable).toBe(1);
  expect(spec.replicas).toBe(2);
  expect(manifests.get("NetworkPolicy")?.spec.policyTypes).toEqual(["Ingress", "Egress"]);
  const labels = { matchLabels: spec.template.metadata.labels };
  expect(spec.selector).toEqual(labels);
  expect(manifests.get("NetworkPolicy")?.spec.podSelector).toEqual(labels);
  expect(manifests.get("PodDisruptionBudget")?.spec.selector).toEqual(labels);
});

test("the image runs as a user without a package manager, and says whether it is healthy", () => {
  const dockerfile = read("Dockerfile");
  const final = dockerfile.slice(dockerfile.lastIndexOf("FROM "));
  expect(final).toMatch(/^USER node$/m);
  expect(final).toMatch(/^HEALTHCHECK /m);
  expect(final).toMatch(/^RUN rm -rf .*\/npm /m);
  expect(dockerfile).not.toMatch(/npm ci(?! --ignore-scripts)/);
});

test("the workflow runs what a change has to pass, with the right to read alone", () => {
  const workflow = parse(read(".github/workflows/ci.yaml")) as {
    permissions: object;
    jobs: { ci: { steps: { run?: string }[] } };
  };
  expect(workflow.permissions).toEqual({ contents: "read" });
  expect(workflow.jobs.ci.steps.map(({ run }) => run)).toContain(".ci/run");
});

test("the threat model names tests that exist", () => {
  const rows = read("SECURITY.md").match(/^\| .*\.test\.ts.*\|$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(12);
  const named = rows.flatMap((row) => row.match(/test\/[\w/-]+\.test\.ts/g) ?? []);
  for (const path of named) expect(() => read(path), path).not.toThrow();
});
