import { randomUUID } from "node:crypto";
import type { CommittedTurn } from "../conversation/engine.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import type { Draw, DrawnCharts } from "./drawn-charts.ts";
import { createHistory, type History } from "./history.ts";
import { createLiveFeed, type Viewer } from "./live-feed.ts";
import { lineOfEvent, linesOfStep } from "./log-lines.ts";
import type { Chart, LogLine, Problem } from "./protocol.ts";
import { redact } from "./redact.ts";
import { type StoredStep, storeStep } from "./step-view.ts";
import { createStepsFile } from "./steps-file.ts";

/** The recorded steps and log, and the connected viewers. */
export interface SessionHub {
  history: History;
  /** The charts of the served machines, drawn if they are not yet; none if they cannot be drawn. */
  charts(): Promise<Chart[]>;
  take(taken: CommittedTurn): void;
  /** Adds steps without a turn: those of a fork. */
  adopt(steps: readonly StoredStep[]): void;
  observe(telemetryEvent: TelemetryEvent): void;
  served(options: TurnOptions, folder?: string): void;
  edited(problems: Problem[]): void;
  join(viewer: Viewer): void;
  close(): void;
}

export interface SessionHubOptions {
  clock: Clock;
  ttlMs: number;
  draw: Draw;
  isRedacted: boolean;
  stepsFile?: string | undefined;
}

/** How many releases are remembered: a turn may have run just before an edit. */
const MAX_SERVED = 4;
/** How many log lines a new viewer receives. */
const MAX_LINES = 300;
const NOTHING: DrawnCharts = { charts: [], wordings: [] };

export function createSessionHub({
  clock,
  ttlMs,
  draw,
  isRedacted,
  stepsFile,
}: SessionHubOptions): SessionHub {
  const serverId = randomUUID();
  const history = createHistory();
  const live = createLiveFeed();
  const machines = new Map<string, TurnOptions>();
  const lines: LogLine[] = [];
  let problems: Problem[] = [];
  let folder: string | undefined;
  let drawn = NOTHING;
  /** The result of the drawing, once it has finished. */
  let drawing: Promise<DrawnCharts> | undefined;

  const file = stepsFile && createStepsFile(stepsFile, { worthKeeping: history.all });
  for (const kept of file ? file.read() : []) history.add(kept);

  const log = (line: LogLine | undefined) => {
    if (!line) return;
    lines.push(line);
    if (lines.length > MAX_LINES) lines.shift();
    live.publish({ kind: "log", line });
  };
  /** Draws the served machines once, and sends the charts to the viewers. */
  const drawOnce = (): Promise<DrawnCharts> => {
    if (drawing) return drawing;
    const mine = draw(folder).catch(() => {
      log({ at: clock(), what: "failure", text: "the machines could not be drawn" });
      return NOTHING;
    });
    drawing = mine;
    void mine.then((found) => {
      // Another edit arrived meanwhile, and has its own drawing.
      if (drawing !== mine) return;
      drawn = found;
      live.publish({ kind: "drawn", ...drawn });
    });
    return mine;
  };
  /** Charts of the build are available at once, so they are read only for a viewer. */
  const see = () => {
    if (folder !== undefined || live.count() > 0) void drawOnce();
  };
  const add = (kept: StoredStep) => {
    const { conversationId } = kept.step;
    const last = history.last(conversationId);
    history.add(kept);
    if (file) file.append(kept);
    const conversation = history.conversations().at(-1);
    if (!last && conversation) live.publish({ kind: "conversation", conversation });
    live.publish({ kind: "step", step: kept.step });
    for (const line of linesOfStep(kept.step, last)) log(line);
  };

  return {
    history,
    charts: async () => (await drawOnce()).charts,
    observe(telemetryEvent) {
      log(lineOfEvent(telemetryEvent, clock()));
      if (telemetryEvent.kind !== "delivery" || telemetryEvent.outcome !== "dead") return;
      const { conversationId, effect, code = "unknown" } = telemetryEvent;
      const kept = history.giveUp(conversationId, effect, code);
      if (!kept) return;
      if (file) file.append(kept);
      live.publish({ kind: "step", step: kept.step });
    },
    take(taken) {
      const { turn, before, conversationId } = taken;
      const hash = (turn.kind === "taken" ? turn.record : before)?.machine?.hash ?? "";
      const options = machines.get(hash) ?? [...machines.values()].at(-1);
      if (!options) return;
      const kept = storeStep(taken, { options, ttlMs, last: history.last(conversationId) });
      const { choiceNames = new Set() } = options;
      add(
        isRedacted
          ? { step: redact(kept.step, choiceNames), inner: { before: "nothing", calls: [] } }
          : kept,
      );
    },
    adopt(steps) {
      for (const kept of steps) add(kept);
    },
    served(options, from) {
      machines.delete(options.release.hash);
      machines.set(options.release.hash, options);
      const [oldest] = machines.keys();
      if (machines.size > MAX_SERVED && oldest !== undefined) machines.delete(oldest);
      folder = from;
      drawn = NOTHING;
      drawing = undefined;
      see();
    },
    edited(found) {
      problems = found;
      live.publish({ kind: "edited", problems });
    },
    join(viewer) {
      const conversations = history.conversations();
      const steps = conversations.flatMap(({ id }) => history.last(id) ?? []);
      const about = { serverId, isRedacted, ...drawn, problems, now: clock() };
      live.join(viewer, [
        { kind: "hello", ...about, conversations, steps },
        ...lines.map((line) => ({ kind: "log" as const, line })),
      ]);
      see();
    },
    close: live.close,
  };
}
