import type { Hono } from "hono";
import type { CommittedTurn } from "../conversation/engine.ts";
import type { Effect } from "../conversation/model/effect.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Store } from "../conversation/ports/store.ts";
import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
import type { Tokens } from "../conversation/ports/tokens.ts";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import type { Draw } from "./drawn-charts.ts";
import type { Problem } from "./protocol.ts";

/** What the app gives to the playground. */
export interface PlaygroundOptions {
  clock: Clock;
  store: Store;
  contacts: Contacts;
  tokens: Tokens;
  /** How long a record is kept after a commit. */
  ttlMs: number;
  isMoney: (operation: string) => boolean;
  /** To be called after a commit that left something to do. */
  onCommitted: (conversationId: string, effects: Effect[]) => void;
}

/** What the app has of the playground. */
export interface Playground {
  routes: Hono;
  /** A `WebSocketServer` of ws, for `serve` of @hono/node-server. */
  webSockets: WebSockets;
  onTurn(taken: CommittedTurn): void;
  observe(fact: TelemetryEvent): void;
  /** Conversations go by these from now on. `folder`: where the machines lie, if not in the project. */
  served(options: TurnOptions, folder?: string): void;
  /** What is served was edited, or could not be for these problems, and the last good one stays. */
  edited(problems: Problem[]): void;
  close(): void;
}

/** Who may come in. `dev` is for this machine alone; `token` for whoever has it. */
export type Access = { kind: "dev" } | { kind: "token"; token: string };

export interface PlaygroundSettings {
  access: Access;
  draw: Draw;
  /** Where the built client lies. */
  clientFolder: string;
  /** Vite's server, and the world's, in development. */
  clientUrl?: string | undefined;
  worldUrl?: string | undefined;
  stepsFile?: string | undefined;
}

/** What server.ts gives to whoever has loaded it. */
export interface PlaygroundModule {
  createPlayground(settings: PlaygroundSettings): CreatePlayground;
}

export type CreatePlayground = (options: PlaygroundOptions) => Playground;

type WebSockets = NonNullable<
  Parameters<typeof import("@hono/node-server").serve>[0]["websocket"]
>["server"];
