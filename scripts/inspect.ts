import { parseArgs } from "node:util";
import { type Running, readData } from "./dev/settings.ts";
import { serveInspector } from "./inspect/relay.ts";

/**
 * `npm run inspect [-- --conversation id]`: conversations of the running server in Stately's hosted inspector.
 * `--server` names a server other than that of `npm run dev`; its PLAYGROUND_TOKEN comes from the environment.
 */

const { values } = parseArgs({
  options: {
    conversation: { type: "string" },
    server: { type: "string" },
    /** For tests: replaces Stately's page. */
    hosted: { type: "string", default: "https://stately.ai/inspect" },
  },
});
const server = values.server ?? readData<Running>("dev.json")?.serverUrl;
if (server === undefined) {
  console.error(
    "No server is known: start one with `npm run dev`, or name it: -- --server http://…",
  );
  process.exitCode = 1;
} else {
  const { url } = await serveInspector({
    source: sourceOf(server, values.conversation),
    token: process.env.PLAYGROUND_TOKEN,
    hosted: values.hosted,
  });
  console.log(`Stately's inspector: ${url}  (stop with Ctrl+C)`);
}

function sourceOf(server: string, conversation: string | undefined): string {
  const url = new URL("/inspect", server);
  url.protocol = url.protocol.replace("http", "ws");
  if (conversation !== undefined) url.searchParams.set("conversation", conversation);
  return url.href;
}
