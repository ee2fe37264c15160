import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SPAN_ATTRIBUTES, SPAN_NAMES } from "../../src/conversation/ports/traces.ts";
import { openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { runOps } from "../support/ops.ts";
import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from "../support/otlp-receiver.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** Traces, by a real collector that decodes OTLP's JSON. */

let world: World;
let redisUrl: string;
let collector: OtlpReceiver;
const servers: ServerProcess[] = [];
beforeEach(async () => {
  redisUrl = ownDatabase();
  world = await openWorld(redisUrl);
  collector = await startOtlpReceiver();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await world.close();
  await collector.close();
});

test("one trace leads from a webhook to the reply that WhatsApp accepted, with the call between them", async () => {
  await start();
  await world.member().says("hi");
  const trace = await traceWith(isAccepted);

  expect(trace.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ...["webhook", "store resolve", "turn", "store commit", "call", "request login"],
      ...["reply", "send buttons", "store settle"],
    ]),
  );
  const turns = trace.filter(({ name }) => name === "turn");
  const events = turns.map(({ attributes }) => attributes["vimbiso.event"]);
  expect(new Set(events)).toEqual(new Set(["message", "result"]));
  // Each span but the webhook's has its parent in the trace, and begins after it.
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  for (const { name, parentSpanId, startNs } of trace) {
    const parent = byId.get(parentSpanId ?? "");
    expect([name, parent !== undefined]).toEqual([name, name !== "webhook"]);
    expect(startNs).toBeGreaterThanOrEqual(parent?.startNs ?? 0n);
  }
  expect(parentsOf("send buttons", trace)).toEqual([
    ...["send buttons", "reply", "turn", "call", "turn", "webhook"],
  ]);
});

test("another process continues the trace of a reply after kill -9", async () => {
  const first = await start();
  const member = world.member();
  world.cloudApi.failUntilRecovered({ kind: "error", httpStatus: 500, code: 131016 });
  await member.says("hi");
  const before = await traceWith(({ attributes }) => attributes["vimbiso.outcome"] === "retry");
  await first.kill();
  world.cloudApi.recover();

  await start({ RELEASE: "2.0.0" });
  await member.hears(said("welcome.ask"));
  // What the killed process had not exported is missing.
  const after = await vi.waitFor(() => {
    const { traceId = "" } = before[0] ?? {};
    const found = collector.spans.filter((span) => span.traceId === traceId);
    expect(found.some((span) => isAccepted(span) && isOfRelease(span, "2.0.0"))).toBe(true);
    expect(found.some((span) => span.name === "reply" && isOfRelease(span, "2.0.0"))).toBe(true);
    return found;
  }, 60_000);
  expect(after.map(({ spanId }) => spanId)).toEqual(
    expect.arrayContaining(before.map(({ spanId }) => spanId)),
  );
  const processes = new Set(after.map(({ resource }) => resource["process.pid"]));
  expect(processes.size).toBe(2);
  const attempts = after.filter(({ name }) => name === "reply");
  expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
});

test("spans have the listed names and attributes, and nothing of a member", async () => {
  await start();
  const member = world.member("263779998887");
  await register(member, "Zvikomborero", "Chikafu");
  await fillOffer(member, "17.31");
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  await member.hears(said("offer.unknown"));
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await member.says("a secret sentence");
  await traceWith(({ name }) => name.startsWith("lookup"));

  const names = new Set(collector.spans.map(({ name }) => name.split(" ")[0]));
  for (const name of names) expect(SPAN_NAMES).toContain(name);
  const attributes = new Set(collector.spans.flatMap((span) => Object.keys(span.attributes)));
  const listed = SPAN_ATTRIBUTES.map((name) => `vimbiso.${name}`);
  expect(listed).toEqual(expect.arrayContaining([...attributes]));
  const exported = collector.bodies.join("\n");
  const secrets = ["263779998887", "Zvikomborero", "Chikafu", "17.31", "a secret sentence"];
  for (const secret of [...secrets, "bob_bakery", ...Object.values(SECRETS)])
    expect(exported).not.toContain(secret);
});

test("a log line names its process and trace, and its ids lead to the journal's lines", async () => {
  const lines: { [field: string]: unknown }[] = [];
  await start({ LOG_LEVEL: "info", RELEASE: "1.2.3" }, (line) => {
    if (line.startsWith("{")) lines.push(JSON.parse(line));
  });
  await world.member().says("hi");
  await traceWith(isAccepted);
  await world.idle();

  const find = (fields: object) =>
    lines.find((line) => expect.objectContaining(fields).asymmetricMatch(line));
  const turn = find({ msg: "turn", event: "message" });
  const call = find({ msg: "call", operation: "login" });
  const delivery = find({ msg: "delivery", outcome: "done" });
  const { traceId } = collector.spans.find(({ name }) => name === "webhook") as ReceivedSpan;
  for (const line of [turn, call, delivery]) {
    expect(line).toMatchObject({ trace: traceId, release: "1.2.3", pid: servers[0]?.process.pid });
    expect(line?.host).toEqual(expect.any(String));
  }
  const journalOf = async (id: unknown) =>
    runOps(redisUrl, "timeline", "--conversation", `${turn?.conversationId}`, "--id", `${id}`);
  expect(await journalOf(turn?.id)).toMatch(/message text, new session → /);
  expect(await journalOf(call?.effect)).toMatch(/call login/);
  expect(await journalOf(delivery?.effect)).toMatch(/reply \S+.*: .*(accepted|delivered)/);
  expect(await journalOf("no-such-id")).toContain("Nothing in the last seven days.");
});

test("members do not notice a collector that refuses, and the log reports it", async () => {
  const lines: string[] = [];
  collector.answerWith(503);
  await start({ LOG_LEVEL: "error" }, (line) => lines.push(line));
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  await vi.waitFor(() => expect(lines.join("\n")).toMatch(/"where":"traces","code":"503"/), 60_000);
});

test("the SDK of OpenTelemetry is loaded only if an endpoint is set", async () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  expect(await openTelemetryModules({})).toBe(0);
  expect(await openTelemetryModules(endpoint)).toBeGreaterThan(10);
});

/** How many modules of OpenTelemetry's SDK the server's code has loaded when it is about to listen. */
async function openTelemetryModules(env: { [name: string]: string }): Promise<number> {
  const from = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const script = `
    import { createRequire } from "node:module";
    import { readConfig } from ${from("config.ts")};
    import { loadTraces } from ${from("load-traces.ts")};
    import { startServer } from ${from("server.ts")};
    await loadTraces(readConfig(process.env).config);
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    process.stdout.write(String(loaded.filter((path) => path.includes("@opentelemetry/sdk-trace")).length));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { env: { ...world.env, ...env } },
  );
  return Number(stdout);
}

async function start(
  env: { [name: string]: string } = {},
  onLine: (line: string) => void = () => {},
): Promise<ServerProcess> {
  const traced = { ...world.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env };
  const server = await startServer(traced, { onLine });
  servers.push(server);
  return server;
}

/** The spans of the trace with a span like this, once the parents of all have been exported. */
async function traceWith(isWanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan[]> {
  return vi.waitFor(() => {
    const wanted = collector.spans.find(isWanted);
    expect(wanted).toBeDefined();
    const trace = collector.spans.filter(({ traceId }) => traceId === wanted?.traceId);
    const ids = new Set([undefined, ...trace.map(({ spanId }) => spanId)]);
    expect(trace.filter(({ parentSpanId }) => !ids.has(parentSpanId))).toEqual([]);
    return trace;
  }, 60_000);
}

function isAccepted({ name, attributes }: ReceivedSpan): boolean {
  return name.startsWith("send ") && attributes["vimbiso.outcome"] === "accepted";
}

function isOfRelease({ resource }: ReceivedSpan, release: string): boolean {
  return resource["service.version"] === release;
}

/** The names from a span up to its root. */
function parentsOf(name: string, trace: ReceivedSpan[]): string[] {
  const names: string[] = [];
  let span = trace.find((one) => one.name === name);
  while (span) {
    names.push(span.name);
    const { parentSpanId } = span;
    span = trace.find(({ spanId }) => spanId === parentSpanId);
  }
  return names;
}
