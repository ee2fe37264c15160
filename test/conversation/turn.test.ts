import { describe, expect, test } from "vitest";
import { setup } from "xstate";
import type { Call } from "../../src/conversation/model/effect.ts";
import type { ConversationEvent, Outcome } from "../../src/conversation/model/event.ts";
import type { ConversationRecord } from "../../src/conversation/model/record.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, PROFILE, render } from "../support/bank.ts";
import {
  ADDRESS,
  atConfirm,
  atHome,
  atSending,
  createDialogue,
  type Dialogue,
  DONE,
  keysOf,
  message,
} from "../support/dialogue.ts";

const UNKNOWN: Outcome = { kind: "unknown" };

test("a token names session, version and place", () => {
  const dialogue = createDialogue();
  dialogue.says("hi");
  expect(dialogue.call("login").token).toBe("m1:1:0");
  expect(dialogue.record()).toMatchObject({ session_id: "m1", _version: 1 });
});

test("a request for a language opens the language form at once; any other text opens home", () => {
  const machine = setup({
    actions: { reply: (_: unknown, _said: { key: string }) => {} },
  }).createMachine({
    id: "m",
    on: {
      home: { actions: { type: "reply", params: { key: "home" } } },
      language: { actions: { type: "reply", params: { key: "language" } } },
    },
  });
  const interpret = ({ text }: { text: string }) => ({
    type: text === "shona" ? "language" : "help",
  });
  const opened = (text: string) =>
    keysOf(createDialogue({ release: { machine, hash: "h", contract }, interpret }).says(text));
  expect(opened("shona")).toEqual(["language"]);
  expect(opened("help")).toEqual(["home"]);
});

test("what a machine is given is there from the start, and as it is now ever after", () => {
  const machine = setup({
    types: {} as { context: { languages: string[] }; input: { languages: string[] } },
    actions: { reply: (_: unknown, _said: { key: string }) => {} },
  }).createMachine({
    id: "m",
    context: ({ input }) => ({ languages: input.languages }),
    on: {
      "*": {
        actions: {
          type: "reply",
          params: ({ context }) => ({ key: context.languages.join(" ") }),
        },
      },
    },
  });
  const served = (...languages: string[]) => ({
    machine,
    hash: "h",
    contract,
    injectedContext: { languages },
  });
  const first = createDialogue({ release: served("en", "sn") });
  expect(keysOf(first.says("hi"))).toEqual(["en sn"]);
  const later = createDialogue({ release: served("en") });
  later.forget(first.record());
  expect(keysOf(later.says("hi"))).toEqual(["en"]);
});

describe("what is over changes nothing", () => {
  const answer = (call: Call, outcome = DONE): ConversationEvent => ({
    kind: "result",
    call,
    outcome,
  });
  const cases: [string, () => [Dialogue, ConversationEvent]][] = [
    [
      "a timer of a state that was left",
      () => {
        const dialogue = atConfirm();
        const token = dialogue.record().timers[0]?.token ?? "";
        dialogue.taps("Other amount");
        dialogue.says("30");
        return [dialogue, { kind: "timer", token }];
      },
    ],
    [
      "a timer that has rung",
      () => {
        const dialogue = atConfirm();
        const token = dialogue.record().timers.find(({ sendId }) => sendId === "remind")?.token;
        dialogue.rings("remind");
        return [dialogue, { kind: "timer", token: token ?? "" }];
      },
    ],
    [
      "the answer to an older attempt",
      () => {
        const dialogue = atHome();
        dialogue.taps("Account 💰");
        const call = dialogue.call("getDashboard");
        dialogue.answers("getDashboard", UNKNOWN);
        dialogue.taps("Account 💰");
        return [dialogue, answer(call)];
      },
    ],
    [
      "the answer to a call whose state was left",
      () => {
        const dialogue = atHome();
        dialogue.taps("Account 💰");
        dialogue.says("home");
        return [dialogue, answer(dialogue.call("getDashboard"))];
      },
    ],
    [
      "an answer that came before",
      () => {
        const dialogue = atHome();
        return [dialogue, answer(dialogue.call("login"))];
      },
    ],
    [
      "the answer to a call of a form's form that was left",
      () => {
        const dialogue = atConfirm();
        dialogue.taps("Confirm");
        dialogue.says("1234");
        dialogue.says("cancel");
        return [dialogue, answer(dialogue.call("checkPin"))];
      },
    ],
    [
      "the answer to a call of an earlier session of the same version",
      () => {
        const dialogue = createDialogue();
        dialogue.says("hi");
        const call = dialogue.call("login");
        dialogue.forget();
        dialogue.says("hi");
        return [dialogue, answer(call)];
      },
    ],
  ];
  test.each(cases)("%s", (_, prepare) => {
    const [dialogue, event] = prepare();
    const before = dialogue.record();
    expect(dialogue.take(event)).toEqual({ kind: "stale" });
    expect(dialogue.record()).toBe(before);
  });
});

test("leaving a state cancels its timers", () => {
  const dialogue = atConfirm();
  const timers = dialogue.record().timers.map(({ token }) => ({ kind: "cancel", token }));
  expect(timers).toHaveLength(2);
  const turn = dialogue.taps("Confirm");
  expect(turn).toMatchObject({ effects: expect.arrayContaining(timers.slice(1)) });
  expect(dialogue.says("home")).toMatchObject({ effects: expect.arrayContaining([timers[0]]) });
  expect(dialogue.record().timers).toEqual([]);
});

describe("a money call whose form was left", () => {
  test("is delivered to the root, and the open form stays unchanged", () => {
    const dialogue = atSending();
    dialogue.says("home");
    dialogue.taps("Offer");
    dialogue.says("50");
    const { snapshot } = dialogue.record();
    const turn = dialogue.answers("createCredex", UNKNOWN);
    expect(keysOf(turn)).toEqual(["late"]);
    expect(turn).toMatchObject({ kind: "taken", isAlive: false });
    expect(dialogue.record().snapshot).toEqual(snapshot);
    expect(keysOf(dialogue.taps("Confirm"))).toEqual(["pin.ask"]);
  });

  test("is delivered without a session, and opens none", () => {
    const dialogue = atSending();
    dialogue.forget();
    const turn = dialogue.answers("createCredex");
    expect(turn.kind).toBe("answered");
    expect(keysOf(turn)).toEqual(["late"]);
  });

  test("is reported in the language of the call, or of the session that is open by then", () => {
    const dialogue = atSending({
      render(options) {
        const { text, ...choices } = render(options);
        return { text: `${options.locale}: ${text}`, ...choices };
      },
    });
    const call = { ...dialogue.call("createCredex"), locale: "sn" };
    const result = { kind: "result", call, outcome: DONE } as const;
    const told = (text: string) => ({
      effects: [{ kind: "reply", message: { text: expect.stringContaining(text) } }],
    });
    dialogue.forget();
    expect(dialogue.take(result)).toMatchObject(told("sn: "));
    dialogue.says("hi");
    expect(dialogue.take(result)).toMatchObject(told("en: "));
  });

  test("is reported in the session that came after", () => {
    const dialogue = atSending();
    const call = dialogue.call("createCredex");
    dialogue.forget();
    dialogue.says("hi");
    expect(keysOf(dialogue.take({ kind: "result", call, outcome: UNKNOWN }))).toEqual(["late"]);
    expect(dialogue.record().calls).toHaveLength(1);
  });

  test("made from another number is reported there, and leaves nothing in this session", () => {
    const dialogue = atSending();
    const call = dialogue.call("createCredex");
    dialogue.forget();
    const phone = "263779999999";
    dialogue.take(message({ kind: "text", text: "hi" }, "n1", { address: { ...ADDRESS, phone } }));
    const before = structuredClone(dialogue.record());
    const turn = dialogue.take({
      kind: "result",
      call,
      outcome: DONE,
      credentials: { credex_token: "of-the-old" },
    });
    expect(turn).toMatchObject({ kind: "answered", effects: [{ address: ADDRESS }] });
    expect(keysOf(turn)).toEqual(["late"]);
    expect(dialogue.record()).toEqual(before);
  });

  test("that belongs to an earlier session brings no token into this one", () => {
    const dialogue = atSending();
    const call = dialogue.call("createCredex");
    dialogue.forget();
    dialogue.says("hi");
    dialogue.take({
      kind: "result",
      call,
      outcome: DONE,
      credentials: { credex_token: "of-the-earlier" },
    });
    expect(fieldsOf(dialogue.record()).credex_token).toBeUndefined();
  });

  test("is reported after trouble outside a session, and nothing else starts", () => {
    const dialogue = atSending();
    const call = dialogue.call("createCredex");
    dialogue.forget();
    const turn = dialogue.take({ kind: "result", call, outcome: DONE }, "trouble");
    expect(turn).toMatchObject({ kind: "answered", effects: [{ kind: "reply" }] });
    expect(keysOf(turn)).toEqual(["trouble", "late"]);
  });
});

test("a call made before the member's number was known is answered in its own session", () => {
  const dialogue = createDialogue();
  const { phone: _, ...userOnly } = { ...ADDRESS, userId: "ZW.1" };
  dialogue.take(message({ kind: "text", text: "hi" }, "n1", { address: userOnly }));
  const address = { ...userOnly, phone: "263779999999" };
  dialogue.take(message({ kind: "text", text: "well" }, "n2", { address }));
  expect(dialogue.record().address).toEqual(address);
  expect(dialogue.answers("login")).toMatchObject({ kind: "taken", isAlive: true });
  expect(dialogue.record().calls).toEqual([]);
});

test("only the member, and an answer that was awaited, keep a session alive", () => {
  const dialogue = atConfirm();
  expect(dialogue.rings("remind")).toMatchObject({ isAlive: false });
  expect(dialogue.says("hm")).toMatchObject({ isAlive: true });
  dialogue.taps("Confirm");
  dialogue.says("1234");
  expect(dialogue.answers("checkPin")).toMatchObject({ isAlive: true });
});

test("whose turn it is, where the conversation is and what was chosen is written down", () => {
  const dialogue = atHome();
  expect(dialogue.taps("Offer")).toMatchObject({
    metadata: { stage: "offering/amount", option: "offer", direction: "IN" },
  });
  dialogue.says("20");
  dialogue.taps("Confirm");
  expect(dialogue.says("1234")).toMatchObject({
    metadata: { stage: "offering/pin/checking", direction: "OUT" },
  });
});

test("the phone is kept when a message comes without one", () => {
  const dialogue = atHome();
  const address = { businessNumberId: "100", userId: "ZW.1" };
  const turn = dialogue.take(message({ kind: "text", text: "help" }, "m9", { address }));
  expect(turn).toMatchObject({ effects: [{ address: { ...address, phone: ADDRESS.phone } }] });
  expect(dialogue.record().address).toEqual({ ...address, phone: ADDRESS.phone });
});

describe("after the machine was edited", () => {
  const [hash, machine] = ["h2", bank];
  const broken = (dialogue: Dialogue): ConversationRecord => {
    const record = { ...dialogue.record(), credex_token: "t", jwt_token: "j" };
    return { ...record, snapshot: { ...record.snapshot, value: "gone" } };
  };
  const onto = (record: ConversationRecord) => {
    const dialogue = createDialogue({ release: { machine, hash, contract } });
    dialogue.forget(record);
    return dialogue;
  };

  test("a session that fits is carried over, and stamped with the new machine", () => {
    const dialogue = onto(atHome().record());
    expect(keysOf(dialogue.says("help"))).toEqual(["help"]);
    expect(dialogue.record()).toMatchObject({ session_id: "m1", machine: { id: "bank", hash } });
  });

  test("a session that does not fit is sent home with what is preserved", () => {
    const before = atConfirm();
    const dialogue = onto(broken(before));
    expect(keysOf(dialogue.says("30"))).toEqual(["machine.edited"]);
    expect(dialogue.record()).toMatchObject({
      session_id: "m1",
      _version: before.record()._version + 1,
      credex_token: "t",
      profile: PROFILE,
      current_account: { accountID: "A1" },
      machine: { hash },
      timers: [],
    });
  });

  test("an expired timer or answer also reports trouble, and the outcome of money", () => {
    const timed = atConfirm();
    const token = timed.record().timers[0]?.token ?? "";
    expect(keysOf(onto(broken(timed)).take({ kind: "timer", token }))).toEqual(["machine.edited"]);
    const sending = atSending();
    const call = sending.call("createCredex");
    const turn = onto(broken(sending)).take({ kind: "result", call, outcome: DONE });
    expect(keysOf(turn)).toEqual(["machine.edited", "late"]);
  });

  test("a snapshot that is broken without an edit is trouble", () => {
    const dialogue = createDialogue();
    dialogue.forget(broken(atHome()));
    expect(() => dialogue.says("hi")).toThrow("cannot take up");
  });
});

test("a session that begins on a button of an earlier one says so", () => {
  const dialogue = atHome();
  const id = dialogue.choiceId("Offer");
  dialogue.forget();
  expect(keysOf(dialogue.tapsId(id))).toEqual(["session.over"]);
});
