import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { encode } from "../../src/fakes/cloud-api/wire.ts";

const FOLDER = new URL("../webhooks/", import.meta.url);

/** The webhooks that are kept, one POST a file. */
export const webhookFiles: string[] = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

/** A webhook as it was found. */
export function readPayload(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
}

export interface Rewriting {
  /** Milliseconds: where every message's and status's time is moved to. */
  at: number;
  /** What the numbers that were written to become. */
  businessNumberId: string;
  /** Makes the ids of the messages of one delivery differ from those of another. */
  delivery: string;
}

const Dated = z.looseObject({
  id: z.unknown().optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
});
const Value = z.looseObject({
  metadata: z.looseObject({}).optional(),
  messages: z.array(Dated).optional(),
  statuses: z.array(Dated).optional(),
});
const Payload = z.looseObject({
  entry: z
    .array(
      z.looseObject({
        changes: z.array(z.looseObject({ value: Value })),
      }),
    )
    .optional(),
});

/** A webhook as Meta would send it to us: compact and escaped, now, to our number, under ids of its own. */
export function webhookBody(file: string, { at, businessNumberId, delivery }: Rewriting): string {
  const found = readPayload(file);
  const payload = Payload.safeParse(found).data;
  // There is nothing in it to rewrite.
  if (!payload) return encode(found);
  const values = (payload.entry ?? []).flatMap(({ changes }) => changes.map(({ value }) => value));
  for (const { metadata } of values) if (metadata) metadata.phone_number_id = businessNumberId;
  const messages = values.flatMap((value) => value.messages ?? []);
  for (const [index, message] of messages.entries()) {
    if (message.id !== undefined) message.id = `wamid.${file}.${delivery}.${index}`;
  }
  for (const dated of [...messages, ...values.flatMap((value) => value.statuses ?? [])]) {
    if (dated.timestamp !== undefined) dated.timestamp = writtenLike(dated.timestamp, at);
  }
  return encode(payload);
}

/** A time in the unit and form of another one. */
function writtenLike(found: string | number, at: number): string | number {
  const seconds = Math.floor(at / 1_000);
  if (typeof found === "number") return seconds;
  if (found.includes("T")) return new Date(at).toISOString();
  return found.length > 10 ? String(at) : String(seconds);
}
