import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { NoticeEvent } from "../conversation/model/event.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Contacts, FoundContact, Heard } from "../conversation/ports/contacts.ts";
import type { Floods } from "../conversation/ports/rate-limit.ts";
import { failureOf, type NoticeOutcome, type Observe } from "../conversation/ports/telemetry.ts";
import type { Notice, OfferNotice } from "./notification.ts";

/** Takes a notice through its conversation's machine. */
export type TakeNotice = (notice: {
  conversationId: string;
  event: NoticeEvent;
}) => Promise<"told" | "duplicate" | "too old" | "parked" | "failed">;

export interface NoticeIntakeOptions {
  contacts: Pick<Contacts, "find">;
  /** Of what members are told without having asked. */
  floods: Floods;
  take: TakeNotice;
  clock: Clock;
  observe: Observe;
}

/** Runs what one POST brought. `"failed"`: it has to be sent again. */
export type NoticeIntake = (notices: Notice[]) => Promise<"ok" | "failed">;

/** WhatsApp lets nobody be written to later than this after they wrote themselves. */
const WINDOW_MS = 24 * 60 * 60 * 1000;

/** Notices for one number run one after another by their own time, numbers side by side. */
export function createNoticeIntake(options: NoticeIntakeOptions): NoticeIntake {
  const { contacts, floods, clock, observe } = options;

  return async (notices) => {
    const lanes = new Map<string, OfferNotice[]>();
    for (const notice of notices) {
      if (notice.kind === "offer")
        lanes.set(notice.phone, [...(lanes.get(notice.phone) ?? []), notice]);
      else observe({ kind: "notice", what: notice.what, outcome: notice.kind });
    }
    const ended = await Promise.all([...lanes.values()].map(runLane));
    return ended.includes("failed") ? "failed" : "ok";
  };

  /** What comes after a failure waits for it, so that it is told in its order. */
  async function runLane(lane: OfferNotice[]): Promise<"ok" | "failed"> {
    for (const notice of lane.sort((one, other) => one.at - other.at)) {
      const outcome = await run(notice).catch((error: unknown): NoticeOutcome => {
        observe(failureOf("notice", error));
        return "failed";
      });
      observe({ kind: "notice", what: notice.what, outcome });
      if (outcome === "failed") return "failed";
    }
    return "ok";
  }

  async function run(notice: OfferNotice): Promise<NoticeOutcome> {
    const contact = await contacts.find(notice.phone);
    if (!contact) return "unknown member";
    const { heard } = contact;
    if (!heard || clock() - heard.at >= WINDOW_MS) return "window closed";
    if (contact.notices === "off") return "stopped";
    return tell(notice, { ...contact, heard });
  }

  async function tell(
    notice: OfferNotice,
    { id: contactId, locale, heard: { businessNumberId } }: Reachable,
  ): Promise<NoticeOutcome> {
    const { id, at, phone } = notice;
    const member = `notice ${phone}`;
    const counted = await floods.count(member);
    if (counted === "ignored") return "flood";
    const news = counted === "told" ? ({ type: "notice.many" } as const) : notice.news;
    const address = { businessNumberId, phone };
    const taken = await options
      .take({
        conversationId: toConversationId({ contactId, businessNumberId }),
        event: { kind: "notice", id, at, address, locale, news },
      })
      .catch(async (error: unknown) => {
        await floods.forget(member, counted);
        throw error;
      });
    if (taken !== "told") await floods.forget(member, counted);
    return taken;
  }
}

/** Who has written to us, and when. */
type Reachable = FoundContact & { heard: Heard };
