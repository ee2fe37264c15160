import { type NamedContract, nameContract } from "../machine/machine-contract.ts";
import { identityOf, type MachineRelease } from "../machine/machine-release.ts";
import { restoreMachine, startMachine } from "../machine/machine-runner.ts";
import { type Migration, migrateRecord } from "../machine/migration.ts";
import { RestoreError, type RunningMachine } from "../machine/running-machine.ts";
import type { Address } from "../model/address.ts";
import { copyAsJson } from "../model/json-copy.ts";
import type { ConversationRecord, NotificationDecision, SessionRecord } from "../model/record.ts";
import { credentialsOf, fieldsOf, keptContextOf } from "../model/record-fields.ts";
import { type TurnEvent, toMachineEvent } from "./turn-event.ts";

/** A session in the middle of a turn. `record` has the next version already; its snapshot is not yet written. */
export interface OpenSession {
  record: SessionRecord;
  running: RunningMachine;
  contract: NamedContract;
  /** The identity of the release that is served. */
  release: string;
  /** The state that it was taken up in. */
  from: string;
  now: number;
  /** What the release calls otherwise than the one before. */
  migrations: readonly Migration[];
  /**
   * Fields of the root machine's context that the snapshot leaves out: the record keeps them beside it, or the release
   * gives them to every machine that it resumes.
   */
  outsideSnapshot: readonly string[];
  /** What the member has decided about notifications in this turn. */
  decision?: NotificationDecision | undefined;
}

/** Opens a session on what is preserved of `record`, and tells the machine how it comes about. */
export function openSession(options: {
  release: MachineRelease;
  record: ConversationRecord | undefined;
  sessionId: string;
  address: Address;
  locale: string;
  now: number;
  openingEvent: TurnEvent;
}): OpenSession {
  const { release, record, now } = options;
  const { jwt_token, _version = 0 } = record ?? {};
  const kept = keptContextOf(record, release.contract.recordFields);
  const input = { ...release.injectedContext, ...kept };
  const running = startMachine(release.machine, input, release.inspect);
  running.deliver("", toMachineEvent(options.openingEvent));
  return {
    running,
    contract: nameContract(release.contract),
    release: identityOf(release),
    migrations: release.migrations ?? [],
    from: "",
    now,
    outsideSnapshot: Object.keys(input),
    record: {
      jwt_token,
      ...kept,
      session_id: options.sessionId,
      address: options.address,
      locale: options.locale,
      machine: machineOf(release),
      snapshot: {},
      timers: [],
      calls: [],
      question: { number: record?.question?.number ?? 0, choices: [] },
      ...stamp(_version, now),
    },
  };
}

/**
 * Resumes an open session. If the machine was edited and the snapshot no longer fits it, the session restarts
 * with what is preserved, and the machine gets an event that says so. A confirmation needs more than to fit: where a
 * context lacks a field that this release gives it, the member may have agreed to something else.
 */
export function resumeSession(options: {
  release: MachineRelease;
  record: SessionRecord;
  now: number;
}): {
  session: OpenSession;
  isEdited: boolean;
} {
  const { release, record, now } = options;
  const contract = nameContract(release.contract);
  const isSame = record.machine.hash === release.hash;
  const isOwn = record.machine.release === identityOf(release);
  const context = { ...release.injectedContext, ...keptContextOf(record, contract.recordFields) };
  try {
    const running = restoreMachine(release.machine, copyAsJson(record.snapshot), {
      context,
      inspect: release.inspect,
    });
    if (!isSame && !running.canResume(record)) throw new RestoreError("Changed too much");
    if (!isOwn && running.hasTag(contract.tags.confirmation) && !running.hasEveryField())
      throw new RestoreError("A field of a context is new");
    const session = {
      running,
      contract,
      release: identityOf(release),
      migrations: release.migrations ?? [],
      from: running.stage(),
      now,
      outsideSnapshot: Object.keys(context),
      record: {
        ...record,
        // A session in which several releases have taken turns is not counted as one of theirs.
        machine: isOwn ? record.machine : { id: release.machine.id, hash: release.hash },
        ...stamp(record._version, now),
      },
    };
    return { session, isEdited: false };
  } catch (error) {
    if ((isSame && isOwn) || !(error instanceof RestoreError)) throw error;
    const { session_id: sessionId, address, locale, notices } = record;
    const credentials = credentialsOf(record, contract.recordFields);
    const openingEvent = { type: "machine.edited" } as const;
    const session = openSession({
      release,
      record,
      sessionId,
      address,
      locale,
      now,
      openingEvent,
    });
    return {
      session: { ...session, record: { ...session.record, ...credentials, notices } },
      isEdited: true,
    };
  }
}

/**
 * The record of a session under the names of this release. Where it does not fit this release even so, or a context
 * lacks a field, it comes without its snapshot, and the session restarts as after an edit.
 */
export function migrateSession({
  release,
  record,
  now,
}: {
  release: MachineRelease;
  record: SessionRecord;
  now: number;
}): SessionRecord {
  try {
    const migrated = migrateRecord(record, release);
    if (migrated === record) return record;
    const { session, isEdited } = resumeSession({ release, record: migrated, now });
    return !isEdited && session.running.hasEveryField() ? migrated : withoutSnapshot(record);
  } catch {
    return withoutSnapshot(record);
  }
}

/** The record of a session that cannot be resumed. */
export function withoutSnapshot(record: SessionRecord): SessionRecord {
  return { ...record, snapshot: {}, machine: { ...record.machine, hash: "" } };
}

/**
 * Continues a session in which nothing is open under another release, at the same place. Only the kept fields go with
 * it, so the context must hold nothing else that a new session would not have.
 * @throws {RestoreError} when the context holds more, or this release has no such place, or cannot wait there
 */
export function moveSession(options: {
  release: MachineRelease;
  record: SessionRecord;
  now: number;
}): OpenSession {
  const { release, record, now } = options;
  const contract = nameContract(release.contract);
  const input = { ...release.injectedContext, ...keptContextOf(record, contract.recordFields) };
  const context: { [field: string]: unknown } = Object(
    copyAsJson(startMachine(release.machine, input).context()),
  );
  const { value = null, status = null, context: before } = record.snapshot;
  const isNew = ([field, held]: [string, unknown]) =>
    field in input || JSON.stringify(held) === JSON.stringify(context[field]);
  if (!Object.entries(Object(before)).every(isNew))
    throw new RestoreError("Its context holds more");
  const snapshot = { status, value, context, historyValue: {}, children: {} };
  const running = restoreMachine(release.machine, copyAsJson(snapshot), {
    context: input,
    inspect: release.inspect,
  });
  if (!running.canResume(record)) throw new RestoreError("It cannot wait there");
  return {
    running,
    contract,
    release: identityOf(release),
    migrations: release.migrations ?? [],
    from: running.stage(),
    now,
    outsideSnapshot: Object.keys(input),
    record: { ...record, machine: machineOf(release), ...stamp(record._version, now) },
  };
}

/** What a record says of the release that its session runs under. */
function machineOf(release: MachineRelease): SessionRecord["machine"] {
  return { id: release.machine.id, hash: release.hash, release: identityOf(release) };
}

/**
 * What the record holds of the machine: its snapshot, and beside it the fields that are kept. A field that the turn
 * has not changed is in the record already.
 */
export function persistSession(session: OpenSession): PersistedSession {
  const { running, record, contract, outsideSnapshot } = session;
  const fields = Object.keys(contract.recordFields.keptContext);
  const context = running.context();
  const before = fieldsOf(record);
  const changed = fields.filter((field) => context[field] !== before[field]);
  const kept = copyAsJson(Object.fromEntries(changed.map((field) => [field, context[field]])));
  return { ...Object(kept), snapshot: running.persist(outsideSnapshot) };
}

type PersistedSession = Pick<SessionRecord, "snapshot"> & { [field: string]: unknown };

function stamp(version: number, now: number) {
  return { _version: version + 1, _last_updated: new Date(now).toISOString() };
}
