import { Hono } from "hono";
import type { Random } from "../chaos/random.ts";
import { mutate } from "./mutations.ts";
import { nastyText } from "./strings.ts";

/** A layer in front of the credex-core fake that mutates its answers to some members. */
export interface Answers {
  app: Hono;
  /** From now on the answers to this member are mutated with this random source; without one no more. */
  spoil(phone: string, random: Random | undefined): void;
  /** How many were mutated. */
  count(): number;
}

type Fetch = (request: Request) => Response | Promise<Response>;

/** Values that another member, or another front end, has chosen. */
const NAMES = new Set([
  "accountName",
  "counterpartyAccountName",
  "firstname",
  "lastname",
  "reason",
  "error",
  "message",
]);
/** Few, because a circuit breaker would affect all members. */
const SHARES = { spoilt: 0.5, refused: 0.08, failed: 0.002 };

export function createAnswers(upstream: Fetch): Answers {
  const spoilers = new Map<string, Random>();
  const owners = new Map<string, string>();
  const asked = new Map<string, number>();
  let count = 0;
  /** Each answer has a random source of its own, so that the order of two requests does not matter. */
  const nextOf = (endpoint: string): string => {
    const times = (asked.get(endpoint) ?? 0) + 1;
    asked.set(endpoint, times);
    return `${endpoint} ${times}`;
  };

  const app = new Hono().all("*", async (context) => {
    const body = await context.req.text();
    const { url, method, headers } = context.req.raw;
    const answer = await upstream(new Request(url, { method, headers, body }));
    const text = await answer.text();
    const phone = phoneIn(body) ?? owners.get(headers.get("authorization") ?? "") ?? "";
    for (const token of tokensIn(text, answer.headers)) owners.set(token, phone);
    const random = spoilers.get(phone)?.for(nextOf(`${phone} ${context.req.path}`));
    const kept = new Headers(answer.headers);
    kept.delete("content-length");
    if (!random?.isLucky(SHARES.spoilt))
      return new Response(text, { status: answer.status, headers: kept });
    count += 1;
    if (random.isLucky(SHARES.failed)) return new Response("x", { status: 500 });
    if (random.isLucky(SHARES.refused))
      return Response.json(refusal(random), {
        status: random.pick([400, 401, 403, 404, 409, 418, 429]),
      });
    return new Response(spoil(text, random), { status: answer.status, headers: kept });
  });

  return {
    app,
    count: () => count,
    spoil(phone, random) {
      if (random) spoilers.set(phone, random);
      else spoilers.delete(phone);
    },
  };
}

function refusal(random: Random): object {
  const code = random.isLucky(0.5) ? "ERROR_NOT_FOUND" : nastyText(random);
  return random.pick<object>([
    { error: nastyText(random), details: { code } },
    { message: nastyText(random) },
    { error: null, message: 7, details: [] },
  ]);
}

/** Mostly names; the rest is any change of the tree. */
function spoil(text: string, random: Random): string {
  if (random.isLucky(0.02)) return text.slice(0, Math.floor(text.length / 2));
  const named = JSON.parse(text, (key, value: unknown) =>
    NAMES.has(key) && typeof value === "string" && random.isLucky(0.5) ? nastyText(random) : value,
  );
  const times = random.isLucky(0.6) ? 0 : Math.ceil(random.between(0, 3));
  return JSON.stringify(mutate(named, { random, times }));
}

function phoneIn(body: string): string | undefined {
  return /"phone":"(\d+)"/.exec(body)?.[1];
}

function tokensIn(text: string, headers: Headers): string[] {
  const [inBody, inHeader] = [/"token":"([^"]+)"/.exec(text)?.[1], headers.get("authorization")];
  return [
    ...(inBody === undefined ? [] : [`Bearer ${inBody}`]),
    ...(inHeader === null ? [] : [inHeader]),
  ];
}
