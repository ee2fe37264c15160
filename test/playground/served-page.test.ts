import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPage, type PageOptions } from "../../src/playground/page.ts";

let folder: string;
let clientFolder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
  clientFolder = join(folder, "client");
  mkdirSync(clientFolder);
  writeFileSync(join(folder, "secret.js"), "secret");
  writeFileSync(join(clientFolder, "main-1a2b.js"), "client()");
  const manifest = { "main.tsx": { file: "main-1a2b.js", css: ["main-3c4d.css"] } };
  writeFileSync(join(clientFolder, "manifest.json"), JSON.stringify(manifest));
});
afterEach(() => rmSync(folder, { recursive: true }));

function serve(options: Partial<PageOptions> = {}) {
  const page = createPage({ isRedacted: true, clientFolder, ...options });
  return new Hono().get("/playground", page.show).get("/playground/assets/:name", page.asset);
}

test("the built page loads what the manifest names, and may load from nowhere else", async () => {
  const response = await serve().request("/playground");
  const html = await response.text();
  expect(html).toContain('<script type="module" src="/playground/assets/main-1a2b.js">');
  expect(html).toContain('<link rel="stylesheet" href="/playground/assets/main-3c4d.css">');
  expect(html).toContain('{"isRedacted":true}');
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe/);
});

test("in development it takes its scripts from Vite's server, and may ask the world", async () => {
  const clientUrl = "http://127.0.0.1:5173";
  const worldUrl = "http://127.0.0.1:4000";
  const response = await serve({ clientUrl, worldUrl, isRedacted: false }).request("/playground");
  const html = await response.text();
  expect(html).toContain(`src="${clientUrl}/@vite/client"`);
  expect(html).toContain(`src="${clientUrl}/main.tsx"`);
  expect(html).toContain(`{"worldUrl":"${worldUrl}","isRedacted":false}`);
  const policy = response.headers.get("content-security-policy") ?? "";
  const from = policy.split("; ").find((part) => part.startsWith("connect-src"));
  expect(from).toBe(`connect-src 'self' ${clientUrl} ws://127.0.0.1:5173 ${worldUrl}`);
});

test("an address cannot break out of the page's data", async () => {
  const worldUrl = "http://127.0.0.1/</script><script>";
  expect(await (await serve({ worldUrl }).request("/playground")).text()).not.toContain(
    "</script><script>",
  );
});

test("files of the client are served for good, and no other file of the machine", async () => {
  const app = serve();
  const found = await app.request("/playground/assets/main-1a2b.js");
  expect(await found.text()).toBe("client()");
  expect(found.headers.get("content-type")).toContain("text/javascript");
  expect(found.headers.get("cache-control")).toContain("immutable");
  for (const name of [
    "..%2Fsecret.js",
    "%2e%2e%2fsecret.js",
    "..",
    "manifest.json",
    "none.js",
    ".js",
  ])
    expect((await app.request(`/playground/assets/${name}`)).status).toBe(404);
});
