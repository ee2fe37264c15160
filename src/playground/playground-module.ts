import type { Hono } from "hono";
import type { CommittedTurn } from "../conversation/engine.ts";
import type { Effect } from "../conversation/model/effect.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Numbers } from "../conversation/ports/numbers.ts";
import type { Store } from "../conversation/ports/store.ts";
import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
import type { Tokens } from "../conversation/ports/tokens.ts";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import type { Draw } from "./drawn-charts.ts";
import type { Problem } from "./protocol.ts";

/** What the app provides to the playground. */
export interface PlaygroundOptions {
  clock: Clock;
  store: Store;
  contacts: Contacts;
  tokens: Tokens;
  /** What the commits of `store` count. */
  numbers: Numbers;
  /** The published releases, by their numbers. */
  listReleases: () => Promise<{ id: string; number: number }[]>;
  /** How long a record is kept after a commit. */
  ttlMs: number;
  isMoney: (operation: string) => boolean;
  /** To be called after a commit with pending work. */
  onCommitted: (conversationId: string, effects: Effect[]) => void;
}

/** What the playground provides to the app. */
export interface Playground {
  routes: Hono;
  /** A `WebSocketServer` of ws, for `serve` of @hono/node-server. */
  webSockets: WebSockets;
  onTurn(taken: CommittedTurn): void;
  observe(telemetryEvent: TelemetryEvent): void;
  /** Conversations use this release from now on. `folder`: the machines' folder, if not in the project. */
  served(options: TurnOptions, folder?: string): void;
  /**
   * The machines were edited, or an edit was rejected for these problems, in which case the last valid version stays.
   */
  edited(problems: Problem[]): void;
  close(): void;
}

/** Who has access. `dev`: this machine only; `token`: anyone who has it. */
export type Access = { kind: "dev" } | { kind: "token"; tokens: readonly string[] };

export interface PlaygroundSettings {
  access: Access;
  draw: Draw;
  /** The folder of the built client. */
  clientFolder: string;
  /** Vite's server and the world's, in development. */
  clientUrl?: string | undefined;
  worldUrl?: string | undefined;
  stepsFile?: string | undefined;
}

/** What server.ts exports. */
export interface PlaygroundModule {
  createPlayground(settings: PlaygroundSettings): CreatePlayground;
}

export type CreatePlayground = (options: PlaygroundOptions) => Playground;

type WebSockets = NonNullable<
  Parameters<typeof import("@hono/node-server").serve>[0]["websocket"]
>["server"];
