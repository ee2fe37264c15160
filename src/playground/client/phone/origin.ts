import type { Bubble, Step } from "../../protocol.ts";
import { steps } from "../state/view.ts";

/** The step that sent a bubble, or that handled it. */
export function stepOf({ token, id }: Pick<Bubble, "token" | "id">): Step | undefined {
  return steps.value.find(
    ({ event, replies }) =>
      (token !== undefined && replies.some((reply) => reply.token === token)) ||
      (event.kind === "message" && event.id === id),
  );
}
