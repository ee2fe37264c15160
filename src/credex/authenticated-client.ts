import { ExponentialBackoff, handleWhenResult, retry } from "cockatiel";
import { CREDEX } from "../policy.ts";
import type { CredexClient, CredexRequest, CredexResponse } from "./client.ts";

/** The requests of one call to credex-core, with the newest token that an answer contained. */
export interface AuthenticatedClient {
  token(): string | undefined;
  /** Drops a token that has expired. */
  forget(): void;
  /** Reads with up to three tries, at most until `readingMs` after the client was created. */
  read<Output>(request: CredexRequest<Output>): Promise<CredexResponse<Output>>;
  /** Sends once, within the client's own time limit. */
  once<Output>(request: CredexRequest<Output>): Promise<CredexResponse<Output>>;
}

export interface AuthenticatedClientOptions {
  client: CredexClient;
  token: string | undefined;
  readingMs?: number;
}

// cockatiel returns results as unknown; they are what once returns.
const repeats = retry(
  handleWhenResult((answer) => mayPass(answer as CredexResponse<unknown>)),
  {
    maxAttempts: 2,
    backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 1_000 }),
  },
);

export function openAuthenticatedClient(options: AuthenticatedClientOptions): AuthenticatedClient {
  const { client, readingMs = CREDEX.readMs } = options;
  let { token } = options;
  const signal = AbortSignal.timeout(readingMs);

  async function once<Output>(request: CredexRequest<Output>): Promise<CredexResponse<Output>> {
    const answer = await client.post({ ...request, token });
    if ("token" in answer) token = answer.token ?? token;
    return answer;
  }

  return {
    once,
    token: () => token,
    forget: () => {
      token = undefined;
    },
    read: (request) => repeats.execute(() => once({ ...request, signal }), signal),
  };
}

/** Whether another try may get a better answer. */
function mayPass(answer: CredexResponse<unknown>): boolean {
  if (answer.kind !== "unsent" && answer.kind !== "unclear") return false;
  return answer.code !== "breaker_open" && answer.code !== "invalid_answer";
}
