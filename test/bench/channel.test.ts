import { expect, test } from "vitest";
import { readSent } from "../../scripts/bench/load/channel.ts";

const sent = { member: "263771000000", text: "How much?" };

test("reads a text and a question with choices of WhatsApp, but no read mark", () => {
  const url = "/v26.0/1/messages";
  const text = { to: "+263771000000", type: "text", text: { body: "How much?" } };
  const interactive = { type: "button", body: { text: "How much?" }, action: { buttons: [] } };
  const question = { to: "263771000000", type: "interactive", interactive };
  expect(readSent(url, JSON.stringify(text))).toEqual(sent);
  expect(readSent(url, JSON.stringify(question))).toEqual(sent);
  expect(readSent(url, JSON.stringify({ status: "read", message_id: "wamid.1" }))).toBeUndefined();
});

test("reads a message of Telegram", () => {
  const body = { chat_id: 263771000000, text: "How much?" };
  expect(readSent("/bot1:token/sendMessage", JSON.stringify(body))).toEqual(sent);
});

test("reads a message of Bot Framework, but no sign of typing", () => {
  const url = "/v3/conversations/263771000000/activities/7";
  expect(readSent(url, JSON.stringify({ type: "message", text: "How much?" }))).toEqual(sent);
  expect(readSent(url, JSON.stringify({ type: "typing" }))).toBeUndefined();
});
