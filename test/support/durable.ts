import type { AnyEventObject, AnyStateMachine } from "xstate";
import { boot, bound } from "../../src/conversation/machine/machine-runner.ts";
import type { Running } from "../../src/conversation/machine/running-machine.ts";
import type {
  PendingCall,
  PendingTimer,
  SessionRecord,
} from "../../src/conversation/model/record.ts";
import { write } from "../../src/conversation/turn/collect-effects.ts";
import { type Draft, takeUp } from "../../src/conversation/turn/session.ts";

export interface Executed {
  type: string;
  params: unknown;
}

/** A machine as the server runs it: restored from a record of JSON at each event, and written back after it. */
export interface Durable {
  now(): number;
  record(): SessionRecord;
  timers(): PendingTimer[];
  calls(): PendingCall[];
  isDone(): boolean;
  /** The custom actions since the last time this was asked. */
  executed(): Executed[];
  deliver(path: string, event: AnyEventObject): void;
  /** Answers a pending call. */
  answer(call: PendingCall, event: AnyEventObject): void;
  /** Moves the clock, and delivers the timers that are due by then in the order of their setting. */
  advanceTo(now: number): void;
}

export function createDurable(machine: AnyStateMachine, input: unknown = {}): Durable {
  const served = { machine, hash: "h" };
  let now = 0;
  let executed: Executed[] = [];
  bound(machine);

  const commit = (draft: Draft): SessionRecord => {
    const wishes = draft.running.wishes();
    for (const wish of wishes)
      if (wish.kind === "action") executed.push({ type: wish.type, params: wish.params });
    const running = withWishes(draft.running, wishes);
    const written = write({ ...draft, running }, { render, isMoney: () => false });
    return JSON.parse(JSON.stringify(written.record));
  };
  const blank = blankRecord(machine.id);
  let record = commit({ running: boot(machine, input), record: blank, from: "", now });

  const take = (change: (draft: Draft) => void) => {
    const { draft, isEdited } = takeUp({ served, record, now });
    if (isEdited) throw new Error("The machine could not be restored");
    change(draft);
    record = commit(draft);
  };
  const durable: Durable = {
    now: () => now,
    record: () => record,
    timers: () => record.timers,
    calls: () => record.calls,
    isDone: () => record.snapshot.status !== "active",
    executed() {
      const since = executed;
      executed = [];
      return since;
    },
    deliver: (path, event) => take(({ running }) => running.deliver(path, event)),
    answer: (call, event) =>
      take((draft) => {
        draft.record.calls = draft.record.calls.filter(({ token }) => token !== call.token);
        draft.running.deliver(call.path, event);
      }),
    advanceTo(time) {
      now = time;
      const isDue = () => record.timers.find(({ dueAt }) => dueAt <= now);
      for (let timer = isDue(); timer && !durable.isDone(); timer = isDue()) {
        const { token, path, event } = timer;
        take((draft) => {
          draft.record.timers = draft.record.timers.filter((other) => other.token !== token);
          draft.running.deliver(path, event);
        });
      }
    },
  };
  return durable;
}

/** `write` asks once more for wishes that have been read already. */
function withWishes(running: Running, wishes: ReturnType<Running["wishes"]>): Running {
  return new Proxy(running, {
    get(target, key) {
      if (key === "wishes") return () => wishes;
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

function blankRecord(id: string): SessionRecord {
  return {
    session_id: "s",
    address: { businessNumberId: "1" },
    locale: "en",
    machine: { id, hash: "h" },
    snapshot: {},
    timers: [],
    calls: [],
    question: { number: 0, choices: [] },
    _version: 1,
    _last_updated: new Date(0).toISOString(),
  };
}

function render() {
  return { text: "" };
}
