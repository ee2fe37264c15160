import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "./member.ts";

/** What was sent within a phase. */
export interface Phase {
  messages: number;
  seconds: number;
  /** From the message to its reply, one for each message. */
  latenciesMs: number[];
}

/** Every member writes as soon as they have their reply, until `isOver`. */
export async function writeAtOnce(
  members: readonly Member[],
  isOver: (messages: number) => boolean,
): Promise<Phase> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    members.map(async (member) => {
      while (!isOver(latenciesMs.length)) latenciesMs.push(await member.next());
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { messages: latenciesMs.length, seconds, latenciesMs };
}

export function forSeconds(seconds: number): () => boolean {
  const endsAt = performance.now() + seconds * 1_000;
  return () => performance.now() >= endsAt;
}

/**
 * Messages are due at a fixed rate, however long replies take. One that finds every member still waiting for a reply
 * is late, and its latency counts from when it was due.
 */
export async function writeAtRate(
  members: readonly Member[],
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Phase> {
  const idle = [...members];
  const lateSince: number[] = [];
  const latenciesMs: number[] = [];
  const writing = new Set<Promise<void>>();
  let failure: unknown;
  const startedAt = performance.now();
  const isOver = forSeconds(seconds);

  async function write(member: Member, lateMs: number): Promise<void> {
    latenciesMs.push(lateMs + (await member.next()));
    const dueAt = lateSince.shift();
    if (dueAt === undefined) idle.push(member);
    else await write(member, performance.now() - dueAt);
  }
  function begin(): void {
    const member = idle.shift();
    if (!member) {
      lateSince.push(performance.now());
      return;
    }
    const task = write(member, 0)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => writing.delete(task));
    writing.add(task);
  }

  for (let begun = 0; !isOver() && failure === undefined; await sleep(1)) {
    const due = ((performance.now() - startedAt) / 1_000) * perSecond;
    for (; begun < due; begun++) begin();
  }
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(writing);
  if (failure !== undefined) throw failure;
  return { messages: latenciesMs.length, seconds: tookSeconds, latenciesMs };
}
