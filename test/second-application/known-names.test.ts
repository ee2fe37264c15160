import { expectTypeOf, test } from "vitest";
import type { MachineContract } from "../../src/conversation/machine/machine-contract.ts";
import type {
  NotificationEvent,
  NotificationPayload,
  ResultEvent,
} from "../../src/conversation/model/event.ts";
import type {
  ConversationRecord,
  Credentials,
  RecordFields,
} from "../../src/conversation/model/record.ts";
import type { Command } from "../../src/conversation/ports/copy.ts";
import type { CallResult, Operations } from "../../src/conversation/ports/operations.ts";
import type { Store } from "../../src/conversation/ports/store.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import type { ConversationsOptions } from "../../src/conversations.ts";

/**
 * What the conversation knows of an application, as closed lists: a field that only one application has does not
 * compile here, required or not.
 */

test("a record has the fields of every conversation, and no other by name", () => {
  expectTypeOf<keyof ConversationRecord>().toEqualTypeOf<
    | ("session_id" | "address" | "locale" | "machine" | "snapshot" | "timers" | "calls")
    | ("question" | "notices" | "answered" | "jwt_token" | "_version" | "_last_updated")
  >();
  expectTypeOf<RecordFields["credentials"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<keyof RecordFields>().toEqualTypeOf<"keptContext" | "credentials">();
  expectTypeOf<keyof RecordFields["keptContext"]>().toEqualTypeOf<string | number>();
});

test("what outlives a session is named by the application", () => {
  type Cleanup = Parameters<Store["cleanup"]>[0];
  expectTypeOf<Cleanup["preserve"]>().toEqualTypeOf<readonly string[]>();
});

test("a call brings and takes secrets by names of the application", () => {
  expectTypeOf<Credentials>().toEqualTypeOf<{ [name: string]: string }>();
  expectTypeOf<keyof CallResult>().toEqualTypeOf<"kind" | "outcome" | "credentials">();
  expectTypeOf<keyof ResultEvent>().toEqualTypeOf<"kind" | "call" | "outcome" | "credentials">();
  expectTypeOf<keyof Parameters<Operations["perform"]>[0]>().toEqualTypeOf<
    "call" | "credentials" | "beforeSend"
  >();
  expectTypeOf<keyof Parameters<Operations["find"]>[0]>().toEqualTypeOf<
    "call" | "credentials" | "note"
  >();
});

test("news are of any kind", () => {
  type Noted = Extract<TelemetryEvent, { kind: "notice" }>;
  expectTypeOf<Noted["what"]>().toEqualTypeOf<string>();
  expectTypeOf<NotificationPayload["type"]>().toEqualTypeOf<`notice.${string}`>();
  expectTypeOf<keyof NotificationPayload>().toEqualTypeOf<string | number>();
  expectTypeOf<keyof NotificationEvent>().toEqualTypeOf<
    "kind" | "id" | "at" | "address" | "locale" | "news"
  >();
});

test("commands, actions and tags have the names that the contract gives them", () => {
  expectTypeOf<Command["type"]>().toEqualTypeOf<string>();
  expectTypeOf<MachineContract["commands"]>().toEqualTypeOf<{
    greeting: string;
    cancel: string;
    optOut: string;
    optIn: string;
    language?: string | undefined;
    yes: string;
    no: string;
  }>();
  expectTypeOf<MachineContract["leaving"]>().toEqualTypeOf<{
    by: readonly string[];
    event: string;
  }>();
  expectTypeOf<MachineContract["actions"]>().toEqualTypeOf<{
    reply: string;
    askAgain: string;
    setLocale: string;
    setConsent: string;
  }>();
  expectTypeOf<MachineContract["tags"]>().toEqualTypeOf<{ confirmation: string; field: string }>();
});

test("an application brings these parts", () => {
  expectTypeOf<keyof TurnOptions>().toEqualTypeOf<
    "release" | "render" | "interpret" | "isAtMostOnce" | "choiceNames"
  >();
  expectTypeOf<keyof ConversationsOptions>().toEqualTypeOf<
    | ("turn" | "storage" | "tokens" | "channel" | "operations" | "fallbackWords")
    | ("clock" | "observe" | "traces" | "onTurn" | "reconcileForMs" | "releases")
  >();
});
