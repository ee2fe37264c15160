import { setTimeout as sleep } from "node:timers/promises";
import type { Breaches } from "./breaches.ts";
import { phoneOf } from "./case.ts";
import type { Phones } from "./phone.ts";

/** A member who behaves normally while all others do not, and must always get an answer. */
export interface Bystander {
  /** How many answers, and how long the slowest took. */
  answered: number;
  slowestMs: number;
  stop(breaches: Breaches): Promise<void>;
}

const EVERY_MS = 200;
/** No case has it. */
const NUMBER = phoneOf(99_999_999);

export function startBystander(phones: Phones): Bystander {
  const phone = phones.open(NUMBER);
  let isOver = false;
  const problems: string[] = [];
  const done = (async () => {
    while (!isOver) {
      const begun = performance.now();
      await phone.says("help").then(
        () => {
          bystander.answered += 1;
          bystander.slowestMs = Math.max(bystander.slowestMs, performance.now() - begun);
        },
        (error: Error) => problems.push(error.message),
      );
      await sleep(EVERY_MS);
    }
  })();
  const bystander: Bystander = {
    answered: 0,
    slowestMs: 0,
    async stop(breaches) {
      isOver = true;
      await done;
      for (const detail of problems) breaches.add({ what: "a bystander was not answered", detail });
    },
  };
  return bystander;
}
