import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Context } from "hono";

export interface PageOptions {
  /** Vite's server, in development. */
  clientUrl?: string | undefined;
  worldUrl?: string | undefined;
  isRedacted: boolean;
  /** The folder of the built client. */
  clientFolder: string;
}

interface Page {
  /** The page itself. */
  show(c: Context): Response;
  /** A file of the built client. */
  asset(c: Context): Promise<Response>;
}

const TYPES: { [extension: string]: string } = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".map": "application/json",
  ".svg": "image/svg+xml",
};

export function createPage(options: PageOptions): Page {
  const head = options.clientUrl ? devHead(options.clientUrl) : undefined;
  const csp = policyOf(options);
  return {
    show(c) {
      c.header("Content-Security-Policy", csp);
      c.header("Cache-Control", "no-store");
      c.header("Referrer-Policy", "no-referrer");
      c.header("X-Content-Type-Options", "nosniff");
      return c.html(html(head ?? builtHead(options.clientFolder), options));
    },
    async asset(c) {
      const name = c.req.param("name") ?? "";
      const type = TYPES[extname(name)];
      // The client is built into one folder: anything but a plain file name cannot be one of its files.
      if (!type || !/^[\w-][\w.-]*$/.test(name)) return c.notFound();
      const file = await readFile(join(options.clientFolder, name)).catch(() => undefined);
      if (!file) return c.notFound();
      return c.body(new Uint8Array(file), 200, {
        "Content-Type": type,
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
      });
    },
  };
}

function html(head: string, { worldUrl, isRedacted }: PageOptions): string {
  const boot = JSON.stringify({ ...(worldUrl && { worldUrl }), isRedacted });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Playground · VimbisoPay conversations</title>
<link rel="icon" href="data:,">
<script id="boot" type="application/json">${boot.replaceAll("<", "\\u003c")}</script>
${head}
</head>
<body>
<div id="app"></div>
<noscript>The playground draws live conversations, and needs JavaScript.</noscript>
</body>
</html>
`;
}

function devHead(clientUrl: string): string {
  return ["@vite/client", "main.tsx"]
    .map((path) => `<script type="module" src="${clientUrl}/${path}"></script>`)
    .join("\n");
}

interface Built {
  file: string;
  css?: string[];
}

/** From Vite's manifest; read each time, so that a new build is picked up. */
function builtHead(clientFolder: string): string {
  const path = join(clientFolder, "manifest.json");
  if (!existsSync(path)) return "<!-- The client is not built: npm run build -->";
  const manifest: { [entry: string]: Built | undefined } = JSON.parse(readFileSync(path, "utf8"));
  const { file, css = [] } = manifest["main.tsx"] ?? { file: "main.js" };
  return [
    ...css.map((name) => `<link rel="stylesheet" href="/playground/assets/${name}">`),
    `<script type="module" src="/playground/assets/${file}"></script>`,
  ].join("\n");
}

/** Allows only this server; in development also Vite's and the world's. */
function policyOf({ clientUrl, worldUrl }: PageOptions): string {
  const vite = clientUrl ? [clientUrl, clientUrl.replace(/^http/, "ws")] : [];
  const policy = {
    "default-src": ["'none'"],
    "script-src": ["'self'", ...vite.slice(0, 1)],
    // Vite's server injects styles into the page.
    "style-src": ["'self'", ...(clientUrl ? [clientUrl, "'unsafe-inline'"] : [])],
    "img-src": ["'self'", "data:", ...vite.slice(0, 1)],
    "connect-src": ["'self'", ...vite, ...(worldUrl ? [worldUrl] : [])],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}
