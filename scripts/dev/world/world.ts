import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { z } from "zod";
import type { CloudApiFake } from "../../../src/fakes/cloud-api/cloud-api.ts";
import { InboundMessage } from "../../../src/fakes/cloud-api/webhooks.ts";
import type { Directory } from "../../../src/fakes/credex-core/directory.ts";
import type { DrawnCharts } from "../../../src/playground/drawn-charts.ts";
import type { CredexMode, Member, Revision, World } from "../../../src/playground/protocol.ts";
import { RevisionError } from "../../machines/revision.ts";
import { deliver } from "../delivery.ts";
import { createEditApi } from "../edit/edit-api.ts";
import type { Editor } from "../edit/editor.ts";
import type { OpenInEditor } from "../open-in-editor.ts";
import { createChats } from "./chats.ts";
import { createFeed } from "./event-feed.ts";
import type { Members, Wanted } from "./members.ts";
import { guard } from "./origin-guard.ts";
import type { OtherMembers } from "./other-members.ts";
import {
  explain,
  NewCredexMode,
  NewFork,
  NewMember,
  NewMessage,
  NewNotice,
  NewPlace,
  NewServerAction,
  NewSkip,
  NewWhatsAppMode,
} from "./requests.ts";
import { whatsappFailure } from "./trouble.ts";

export interface WorldOptions {
  /** The playground's origins, for each name under which it can be opened. */
  origins: readonly string[];
  cloudApi: CloudApiFake;
  members: Members;
  /** Sets the behaviour of the credex-core fake. */
  setCredex(mode: CredexMode): void;
  server: { isUp(): boolean; kill(): void };
  aheadMs(): number;
  skip(ms: number): Promise<void>;
  others: OtherMembers;
  hadJoined: Directory["hadJoined"];
  /** Called with each new member before they write. */
  introduce(member: Member): Promise<void>;
  editor: Editor;
  /** Resolves once the files that the editor has saved are served. */
  serveEdits(): Promise<void>;
  openInEditor: OpenInEditor;
  /** The machines as git has kept them. */
  kept: {
    revisions(): Promise<Revision[]>;
    draw(revision: string): Promise<DrawnCharts>;
    /** The paths that changed since a revision, as HTML. */
    pathsSince(revision: string): Promise<string>;
  };
}

export interface WorldApi {
  app: Hono;
  /** To be called when the server has come up or gone down. */
  changed(): void;
  close(): void;
}

/** The API by which the playground's page controls the world around the server: see protocol.ts. */
export function createWorldApi(options: WorldOptions): WorldApi {
  const { cloudApi, members, server } = options;
  const feed = createFeed();
  // Anyone who writes becomes a member, also from a terminal.
  cloudApi.observe((seen) => {
    if (seen.kind !== "written" || members.has(seen.message.from)) return;
    feed.publish({ kind: "member", member: members.add({ number: seen.message.from }) });
  });
  const chats = createChats({ cloudApi, publish: feed.publish });
  const modes: Pick<World, "credex" | "whatsapp"> = { credex: "fine", whatsapp: "fine" };
  const world = (): World => ({
    ...modes,
    aheadMs: options.aheadMs(),
    isServerUp: server.isUp(),
    edits: options.editor.history(),
  });
  const changed = () => feed.publish({ kind: "changed", world: world() });
  const change = (context: Context) => {
    changed();
    return context.json(world());
  };
  const addMember = async (wanted: Wanted): Promise<Member> => {
    const member = members.add(wanted);
    await options.introduce(member).catch(() => {});
    feed.publish({ kind: "member", member });
    return member;
  };
  // The page says "Saved and served." when members get the edit.
  const saved = async () => {
    await options.serveEdits();
    changed();
  };
  const app = new Hono();
  for (const handler of guard(options.origins)) app.use("/world/*", handler);
  app
    .route("/world/edits", createEditApi(options.editor, saved))
    .get("/world/events", (context) =>
      feed.stream(context, {
        kind: "world",
        world: world(),
        members: members.list(),
        bubbles: chats.bubbles(),
      }),
    )
    .get("/world/revisions", async (context) => context.json(await options.kept.revisions()))
    .get("/world/drawn", (context) => ofRevision(context, options.kept.draw))
    .get("/world/paths", (context) =>
      ofRevision(context, async (revision) => ({ html: await options.kept.pathsSince(revision) })),
    )
    .post("/world/members", (context) =>
      withBody(context, NewMember, async (wanted) => context.json(await addMember(wanted), 201)),
    )
    .post("/world/messages", (context) =>
      withBody(context, NewMessage, async (message) => {
        const content = toWritten(message);
        if (!content) return refuse(context, "content: a member's phone sends no such media");
        const id = `wamid.${randomUUID()}`;
        const writing = { from: message.number, content, id, at: Date.now() + options.aheadMs() };
        void deliver({ post: () => cloudApi.write(writing) });
        return context.json({ id }, 202);
      }),
    )
    .put("/world/credex", (context) =>
      withBody(context, NewCredexMode, async ({ mode }) => {
        modes.credex = mode;
        options.setCredex(mode);
        return change(context);
      }),
    )
    .put("/world/whatsapp", (context) =>
      withBody(context, NewWhatsAppMode, async ({ mode }) => {
        modes.whatsapp = mode;
        const failure = whatsappFailure(mode);
        if (failure) cloudApi.failUntilRecovered(failure);
        else cloudApi.recover();
        return change(context);
      }),
    )
    .post("/world/skip", (context) =>
      withBody(context, NewSkip, async ({ minutes }) => {
        if (!server.isUp())
          return refuse(context, "The server is down: wait until it is back.", 503);
        await options.skip(minutes * 60_000);
        return change(context);
      }),
    )
    .post("/world/notices", (context) =>
      withBody(context, NewNotice, async ({ number, notice }) => {
        const reason = options.others.act(number, notice);
        return reason === undefined ? context.body(null, 202) : refuse(context, reason, 409);
      }),
    )
    .post("/world/forks", (context) =>
      withBody(context, NewFork, async ({ number, until, joinedBy = until, tokens, as }) => {
        const from = members.list().find((member) => member.number === number);
        if (!from) return refuse(context, "number: no such member", 404);
        const name = `${from.name}, forked`;
        const { locale } = from;
        if (as !== undefined && members.has(as))
          return refuse(context, "as: somebody has this number");
        // Who had not joined by then joins again as a fork.
        const sameAs = options.hadJoined({ phone: number, at: joinedBy }) ? number : undefined;
        const member = await addMember({ name, locale, number: as, sameAs });
        chats.copy({ from: number, to: member.number, until, tokens });
        return context.json(member, 201);
      }),
    )
    .post("/world/places", (context) =>
      withBody(context, NewPlace, async (place) => {
        const reason = await options.openInEditor(place);
        return reason === undefined ? context.body(null, 202) : refuse(context, reason, 409);
      }),
    )
    .post("/world/server", (context) =>
      withBody(context, NewServerAction, async () => {
        server.kill();
        return context.body(null, 202);
      }),
    );

  /** A choice is a tap on the button or row that offers it. */
  function toWritten({ number, content }: NewMessage): InboundMessage | undefined {
    if (content.kind === "media") return InboundMessage.safeParse({ kind: content.media }).data;
    if (content.kind !== "choice") return content;
    const { id, title } = content;
    const isRow = chats.offering(number, id)?.button !== undefined;
    return { kind: isRow ? "list_reply" : "button_reply", id, title };
  }

  return {
    app,
    changed,
    close: feed.close,
  };
}

async function withBody<Body>(
  context: Context,
  schema: z.ZodType<Body>,
  act: (body: Body) => Promise<Response>,
): Promise<Response> {
  const body = schema.safeParse(await context.req.json().catch(() => undefined));
  return body.success ? act(body.data) : refuse(context, explain(body.error));
}

async function ofRevision(
  context: Context,
  read: (revision: string) => Promise<object>,
): Promise<Response> {
  try {
    return context.json(await read(context.req.query("revision") ?? "HEAD"));
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    return refuse(context, error.message, 404);
  }
}

function refuse(context: Context, error: string, status: 400 | 404 | 409 | 503 = 400): Response {
  return context.json({ error }, status);
}
