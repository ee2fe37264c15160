import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { LiveFrame, Step } from "../../src/playground/protocol.ts";

/** A viewer of the playground. */
export interface Viewer {
  frames: LiveFrame[];
  socket: WebSocket;
  /** Waits for the first frame that is this. */
  sees<F extends LiveFrame>(is: (frame: LiveFrame) => frame is F): Promise<F>;
  sees(is: (frame: LiveFrame) => boolean): Promise<LiveFrame>;
  /** Waits for a step into this stage. */
  seesStage(stage: string): Promise<Step>;
  steps(): Step[];
  close(): void;
}

const PATIENCE_MS = 60_000;

/** Opens the WebSocket of a server. @throws with the HTTP status when it is refused */
export async function look(
  serverUrl: string,
  { path = "/playground/live", headers = {} as { [name: string]: string } } = {},
): Promise<Viewer> {
  const frames: LiveFrame[] = [];
  const socket = new WebSocket(serverUrl.replace(/^http/, "ws") + path, { headers });
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  await once(socket, "open");
  const steps = () => frames.flatMap((frame) => (frame.kind === "step" ? [frame.step] : []));
  async function sees(is: (frame: LiveFrame) => boolean): Promise<LiveFrame> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = frames.find(is);
      if (found) return found;
      if (Date.now() > until) throw new Error(`Not seen among ${frames.length} frames`);
      await sleep(5);
    }
  }
  return {
    frames,
    socket,
    sees: sees as Viewer["sees"],
    steps,
    async seesStage(stage) {
      await sees((frame) => frame.kind === "step" && frame.step.metadata.stage === stage);
      const found = steps().findLast(({ metadata }) => metadata.stage === stage);
      if (!found) throw new Error("It was there");
      return found;
    },
    close: () => socket.terminate(),
  };
}
