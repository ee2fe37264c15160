import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** The answer to a webhook: its status, and the time from the request's headers to the end of the answer. */
export interface WebhookAnswer {
  webhook: string;
  status: number;
  ms: number;
}

/** Observes the answers to POST requests on the given paths; `webhooks` names each path's webhook. */
export function timeWebhooks(
  server: Server,
  webhooks: ReadonlyMap<string, string>,
  note: (answer: WebhookAnswer) => void,
): void {
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const webhook = webhooks.get(request.url ?? "");
    if (webhook === undefined || request.method !== "POST") return;
    const begunAt = performance.now();
    response.once("close", () => {
      // Without an answer the peer has left.
      if (!response.headersSent) return;
      note({ webhook, status: response.statusCode, ms: performance.now() - begunAt });
    });
  });
}
