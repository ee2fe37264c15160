import type { AnyEventObject, AnyStateMachine } from "xstate";
import { nameContract } from "../../src/conversation/machine/machine-contract.ts";
import { bound, startMachine } from "../../src/conversation/machine/machine-runner.ts";
import type { RunningMachine } from "../../src/conversation/machine/running-machine.ts";
import type {
  PendingCall,
  PendingTimer,
  SessionRecord,
} from "../../src/conversation/model/record.ts";
import { collectEffects } from "../../src/conversation/turn/collect-effects.ts";
import { type OpenSession, resumeSession } from "../../src/conversation/turn/session.ts";
import { contract } from "../../src/vimbiso.ts";

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
  const release = { machine, hash: "h", contract };
  let now = 0;
  let executed: Executed[] = [];
  bound(machine);

  const commit = (session: OpenSession): SessionRecord => {
    const requested = session.running.requestedActions();
    for (const action of requested)
      if (action.kind === "action")
        executed.push({ type: String(action.type), params: action.params });
    const running = withActions(session.running, requested);
    const written = collectEffects({ ...session, running }, { render, isAtMostOnce: () => false });
    return JSON.parse(JSON.stringify(written.record));
  };
  const blank = blankRecord(machine.id);
  let record = commit({
    running: startMachine(machine, input),
    contract: nameContract(contract),
    release: release.hash,
    record: blank,
    migrations: [],
    from: "",
    now,
    outsideSnapshot: Object.keys(contract.recordFields.keptContext),
  });

  const take = (change: (session: OpenSession) => void) => {
    const { session, isEdited } = resumeSession({ release, record, now });
    if (isEdited) throw new Error("The machine could not be restored");
    change(session);
    record = commit(session);
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
      take((session) => {
        session.record.calls = session.record.calls.filter(({ token }) => token !== call.token);
        session.running.deliver(call.path, event);
      }),
    advanceTo(time) {
      now = time;
      const isDue = () => record.timers.find(({ dueAt }) => dueAt <= now);
      for (let timer = isDue(); timer && !durable.isDone(); timer = isDue()) {
        const { token, path, event } = timer;
        take((session) => {
          session.record.timers = session.record.timers.filter((other) => other.token !== token);
          session.running.deliver(path, event);
        });
      }
    },
  };
  return durable;
}

/** `collectEffects` asks once more for actions that have been read already. */
function withActions(
  running: RunningMachine,
  requested: ReturnType<RunningMachine["requestedActions"]>,
): RunningMachine {
  return new Proxy(running, {
    get(target, key) {
      if (key === "requestedActions") return () => requested;
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
