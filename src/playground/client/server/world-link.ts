import type { Content } from "../../../conversation/model/event.ts";
import type {
  CredexMode,
  Member,
  OfferNotice,
  Place,
  WhatsAppMode,
  WorldFrame,
} from "../../protocol.ts";
import { boot } from "../boot.ts";
import { announce } from "../state/notice.ts";
import { addMember, lookAt, receiveWorld } from "../state/world.ts";

/** The members' phones and the world's switches, which exist only in development. */

export function keepWorldLink(): void {
  if (!boot.worldUrl) return;
  const events = new EventSource(new URL("/world/events", boot.worldUrl));
  events.addEventListener("message", ({ data }) => receiveWorld(JSON.parse(data) as WorldFrame));
}

export const send = (number: string, content: Content) =>
  ask("POST", "messages", { number, content });
export const troubleCredex = (mode: CredexMode) => ask("PUT", "credex", { mode });
export const troubleWhatsApp = (mode: WhatsAppMode) => ask("PUT", "whatsapp", { mode });
export const skip = (minutes: number) => ask("POST", "skip", { minutes });
export const notify = (number: string, notice: OfferNotice) =>
  ask("POST", "notices", { number, notice });
export const openInEditor = ({ file, line }: Place) => ask("POST", "places", { file, line });
export const killServer = () => ask("POST", "server", { action: "kill" });

/** Creates a member and shows their phone. */
export async function add(wanted: Partial<Member>): Promise<Member | undefined> {
  const response = await ask("POST", "members", wanted);
  if (!response?.ok) return undefined;
  const member = (await response.json()) as Member;
  addMember(member);
  lookAt(member.number);
  return member;
}

async function ask(method: string, path: string, body: object): Promise<Response | undefined> {
  try {
    const response = await fetch(new URL(`/world/${path}`, boot.worldUrl), {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) announce(`That did not work: ${await wordsOf(response)}`);
    return response;
  } catch {
    announce("npm run dev is gone: start it again.");
    return undefined;
  }
}

async function wordsOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : text;
  } catch {
    return text || `${response.status}`;
  }
}
