import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

/** A question that moves money loses its tag. */
function untagged(
  file: string,
  state: string,
  {
    path = state,
    indent = "    ",
    inside = path,
  }: { path?: string; indent?: string; inside?: string } = {},
): Mistake {
  return {
    file,
    replace: `${indent}${state}: {\n`,
    by: `${indent}${state}: {\n`,
    and: [new RegExp(`(\\n${indent}${state}: \\{\\n[^]*?)\\n *tags: "money",`), "$1"],
    at: inside === path ? `${indent}${state}: {` : `${inside.split(".").at(-1)}: {`,
    says: `“${inside}” offers`,
  };
}

const inner = { indent: "        " };
const mistakes: [string, Mistake][] = [
  [
    "a confirm without the amount",
    {
      file: "copy/en.ts",
      replace: /("offer.confirm.ask": \{\s*text:\s*"[^"]*)\*\{amount\}\*/,
      by: "$1It",
      at: '"offer.confirm.ask"',
      says: "“createCredex” sends “amount” as “amount”, and the question “offer.confirm.ask” before it does not show it",
    },
  ],
  [
    "a confirm without the recipient, in one language",
    {
      file: "copy/sn.ts",
      replace: /("offer.confirm.ask": \{\s*text:\s*"[^"]*)\*\{recipient\}\*( \(@\{handle\}\))?/,
      by: "$1{recipient, select, other {}}",
      at: '"offer.confirm.ask"',
      says: "“createCredex” sends “recipient” as “receiver”",
    },
  ],
  [
    "a confirm that names another account than the one that is paid",
    {
      file: "offer.ts",
      replace: "recipient: form.recipient.accountName,",
      by: "recipient: form.recipient && form.account.accountName,",
      at: "const confirm = saysOneOf(",
      says: "“createCredex” sends “recipient” as “receiver”",
    },
  ],
  [
    "a confirm of a part of what is sent",
    {
      file: "incoming.ts",
      replace: "offers: linesOf(offers),",
      by: "offers: linesOf(offers.slice(0, 1)),",
      at: 'entry: "incoming.see.ask"',
      says: "sends “offers” as “offers”, and the question “incoming.see.ask”",
    },
  ],
  [
    "a confirm of an upgrade that does not show the account",
    {
      file: "copy/en.ts",
      replace: /("upgrade.confirm.ask": \{\s*text:\s*"[^"]*)\{account\}/,
      by: "$1{account, select, other {you}}",
      at: '"upgrade.confirm.ask"',
      says: "“hustler10k” sends “account.accountID” as “personalAccountID”",
    },
  ],
  [
    "an amount that changes after the confirm",
    {
      file: "offer.ts",
      replace: '"choice.confirm": "#offer.sending"',
      by: '"choice.confirm": { target: "#offer.sending", actions: "keepAmount" }',
      says: "“keepAmount” changes “amount” after the member has confirmed it, and “createCredex” sends it",
    },
  ],
  [
    "an offer that changes between the confirm and a second try",
    {
      file: "money-call.ts",
      replace: `"choice.again": "sending",`,
      by: `"choice.again": { target: "sending", actions: "forgetOffer" },`,
      and: [
        "goBack: assign",
        "forgetOffer: assign({ offer: blankRequest.offer }),\n    goBack: assign",
      ],
      says: "“forgetOffer” changes “offer” after the member has confirmed it, and “createCredex” sends it",
    },
  ],
  [
    "offers taken back other than those of the confirm",
    {
      file: "outgoing.ts",
      replace: "decision: decisionOf(context)",
      by: "decision: { ...decisionOf(context), offers: context.account.pendingOut }",
      at: 'entry: "outgoing.confirm.ask"',
      says: "“cancelCredex” sends “account.pendingOut” as “offers”, and the question “outgoing.confirm.ask”",
    },
  ],
  ...(
    [
      ["offer.ts", "confirm", { path: "filling.confirm", ...inner }],
      ["incoming.ts", "seeing", { path: "choosing.seeing", ...inner }],
      ["incoming.ts", "confirming", { path: "choosing.confirming", ...inner }],
      ["outgoing.ts", "confirming", { path: "choosing.confirming", ...inner }],
      ["upgrade.ts", "confirm", {}],
      ["money-call.ts", "retrying", { inside: "retrying.unreachable" }],
    ] as const
  ).map(([file, state, where]): [string, Mistake] => [
    `a question about money without its tag: ${state} of ${file}`,
    untagged(file, state, where),
  ]),
  [
    "money that is moved where no guard fits",
    {
      file: "money-call.ts",
      replace: `{ guard: { type: "isCall", params: { call: "hustler10k" } }, target: "upgrading" },`,
      by: `{ target: "upgrading" },`,
      says: "money is moved by “upgrading” whenever no guard above matches",
    },
  ],
  [
    "a choice that moves money where no guard fits",
    {
      file: "offer.ts",
      replace: `"choice.confirm": "#offer.sending",`,
      by: `"choice.confirm": [{ guard: "isUnsecured", target: "due" }, { target: "#offer.sending" }],`,
      says: "money is moved by “#offer.sending” whenever no guard above matches",
    },
  ],
  [
    "a form that moves money at once, where no guard fits",
    {
      file: "incoming.ts",
      replace: `"choice.confirm": { target: "#incoming.deciding", actions: "acceptAll" },`,
      by: `"choice.confirm": [{ guard: "isFirstPage", target: "picking" }, { target: "#incoming.deciding", actions: "acceptAll" }],`,
      says: "money is moved by “#incoming.deciding” whenever no guard above matches",
    },
  ],
  [
    "words that are taken where nothing asks for them",
    {
      file: "registration.ts",
      replace: `entry: ["registration.firstname.ask", "askFirstname"],`,
      by: `entry: ["registration.name.invalid", "askFirstname"],`,
      at: "            firstname: {",
      says: "“filling.naming.firstname” expects a text from the member, and does not ask for it on entry",
      // And the question is used nowhere.
      problems: 2,
    },
  ],
  [
    "a root that has no answer to an old text",
    {
      file: "root.ts",
      replace: `    late: { actions: ["late", "askAgain"] },\n`,
      by: "",
      at: "}).createMachine({",
      says: "wrote something before the open question gets no answer",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(() => planted.remove());

test.each(mistakes)("%s is reported at its line", (_, mistake) => {
  planted.expectReported(mistake);
});
