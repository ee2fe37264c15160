import { fileURLToPath } from "node:url";
import { bothOf, type Config } from "../config.ts";
import { createDrawProcess } from "./draw-process.ts";
import { createReadDrawn } from "./drawn-charts.ts";
import type { CreatePlayground, PlaygroundModule } from "./playground-module.ts";

/** The playground, if the settings enable it; its code is loaded only then. */
export async function loadPlayground(config: Config): Promise<CreatePlayground | undefined> {
  const { PLAYGROUND, PLAYGROUND_TOKEN: token, PLAYGROUND_TOKEN_SECONDARY: secondary } = config;
  const access =
    PLAYGROUND === "dev"
      ? { kind: "dev" as const }
      : token !== undefined && { kind: "token" as const, tokens: bothOf(token, secondary) };
  if (!access) return undefined;
  // This file runs either from source or from the build in dist/src, next to the playground's bundle.
  const isSource = import.meta.url.endsWith(".ts");
  const dist = new URL(isSource ? "../../dist/playground/" : "../../playground/", import.meta.url);
  const entry = isSource ? new URL("./server.ts", import.meta.url) : new URL("server.js", dist);
  const { createPlayground }: PlaygroundModule = await import(entry.href);
  return createPlayground({
    access,
    draw:
      access.kind === "dev" && isSource
        ? createDrawProcess()
        : createReadDrawn(fileURLToPath(new URL("charts.json", dist))),
    clientFolder: fileURLToPath(new URL("client/", dist)),
    ...(access.kind === "dev" && {
      clientUrl: config.PLAYGROUND_CLIENT_URL,
      worldUrl: config.PLAYGROUND_WORLD_URL,
      stepsFile: config.PLAYGROUND_STEPS_FILE,
    }),
  });
}
