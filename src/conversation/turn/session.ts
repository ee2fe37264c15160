import type { AnyEventObject, } from "xstate";
import type { Served } from "../machine/machine-release.ts";
import { boot, restore } from "../machine/machine-runner.ts";
import { type Persisted, RestoreError, type Running } from "../machine/running-machine.ts";
import type { Address } from "../model/address.ts";
import type { NoticeDecision, Record, SessionRecord } from "../model/record.ts";

/** A session in the middle of a turn. `record` has the next version already; its snapshot is not yet written. */
export interface Draft {
  record: SessionRecord;
  running: Running;
  /** The state that it was taken up in. */
  from: string;
  now: number;
  /** What the member has decided about notifications in this turn. */
  decision?: NoticeDecision | undefined;
}

/** Fields of the root machine's context that the record keeps beside the snapshot, so that they outlive it. */
const KEPT_BESIDE = ["profile", "current_account"] as const;

/** Opens a session on what is preserved of `record`, and tells the machine how it comes about. */
export function begin(options: {
  served: Served;
  record: Record | undefined;
  sessionId: string;
  address: Address;
  locale: string;
  now: number;
  because: AnyEventObject;
}): Draft {
  const { served, record, now } = options;
  const { jwt_token, profile, current_account, _version = 0 } = record ?? {};
  const input = { ...served.given, profile, current_account };
  const running = boot(served.machine, input, served.inspect);
  running.deliver("", options.because);
  return {
    running,
    from: "",
    now,
    record: {
      jwt_token,
      profile,
      current_account,
      session_id: options.sessionId,
      address: options.address,
      locale: options.locale,
      machine: { id: served.machine.id, hash: served.hash },
      snapshot: {},
      timers: [],
      calls: [],
      question: { number: record?.question?.number ?? 0, choices: [] },
      ...stamp(_version, now),
    },
  };
}

/**
 * Takes up an open session. Where the machine was edited and it cannot go on where it was, it begins
 * anew with what is preserved, and the machine is told.
 */
export function takeUp(options: { served: Served; record: SessionRecord; now: number }): {
  draft: Draft;
  isEdited: boolean;
} {
  const { served, record, now } = options;
  const isSame = record.machine.hash === served.hash;
  try {
    const running = restore(served.machine, unpack(record, served), served.inspect);
    if (!isSame && !running.fits(record)) throw new RestoreError("Changed too much");
    const draft = {
      running,
      from: running.stage(),
      now,
      record: {
        ...record,
        machine: { id: served.machine.id, hash: served.hash },
        ...stamp(record._version, now),
      },
    };
    return { draft, isEdited: false };
  } catch (error) {
    if (isSame || !(error instanceof RestoreError)) throw error;
    const { session_id: sessionId, address, locale, credex_token, notices } = record;
    const because = { type: "machine.edited" };
    const draft = begin({ served, record, sessionId, address, locale, now, because });
    return {
      draft: { ...draft, record: { ...draft.record, credex_token, notices } },
      isEdited: true,
    };
  }
}

/** The snapshot as the machine knows it, from its two places in the record. */
function unpack(
  { snapshot, profile, current_account }: SessionRecord,
  { given }: Served,
): Persisted {
  const { context, ...rest } = structuredClone(snapshot) as Persisted;
  return { ...rest, context: { ...context, ...given, profile, current_account } };
}

/** What the record holds of a snapshot: the fields that are kept beside it, and the rest. */
export function pack({
  context,
  ...rest
}: Persisted): Pick<SessionRecord, "snapshot" | "profile" | "current_account"> {
  const isBeside = (field: string) => KEPT_BESIDE.some((kept) => kept === field);
  const fields = Object.entries(context);
  return {
    snapshot: {
      ...rest,
      context: Object.fromEntries(fields.filter(([field]) => !isBeside(field))),
    },
    ...Object.fromEntries(fields.filter(([field]) => isBeside(field))),
  };
}

function stamp(version: number, now: number) {
  return { _version: version + 1, _last_updated: new Date(now).toISOString() };
}
