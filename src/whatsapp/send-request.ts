import type { Dispatcher } from "undici";
import type { TimeLimits } from "../time-limits.ts";

/** An answer, read to its end. */
export interface HttpAnswer {
  httpStatus: number;
  headers: { [name: string]: string | string[] | undefined };
  text: string;
}

/** That the request did not leave is certain only for `unsent`. */
export type Silence = "unsent" | "no_answer";

/**
 * Sends a request and reads its answer, without a stream for a body of some hundred bytes. When the time is over the
 * request is aborted; one that has no connection by then never leaves.
 */
export function sendRequest(
  dispatcher: Dispatcher,
  { request, timeLimits }: { request: Dispatcher.DispatchOptions; timeLimits: TimeLimits },
): Promise<HttpAnswer | Silence> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let answer: Pick<HttpAnswer, "httpStatus" | "headers"> = { httpStatus: 0, headers: {} };
    let isOver = false;
    const fail = (error: Error) => {
      end();
      resolve(hasLeft(error) ? "no_answer" : "unsent");
    };
    const end = timeLimits.begin(() => {
      isOver = true;
      if (controller) controller.abort(new Error("The time of the request is over"));
      else resolve("unsent");
    });
    try {
      dispatcher.dispatch(request, {
        onRequestStart(started) {
          controller = started;
          if (isOver) started.abort(new Error("The time of the request is over"));
        },
        onResponseStart(_, httpStatus, headers) {
          answer = { httpStatus, headers };
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          end();
          resolve({ ...answer, text: Buffer.concat(chunks).toString() });
        },
        onResponseError: (_, error) => fail(error),
      });
    } catch (error) {
      fail(error instanceof Error ? error : new Error("No request"));
    }
  });
}

/** These arise only before a request leaves. */
const BEFORE = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

function hasLeft(error: unknown): boolean {
  const { code, syscall }: { code?: unknown; syscall?: unknown } = Object(error);
  return !BEFORE.includes(String(code)) && syscall !== "connect";
}
