import { afterAll, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { type Mistake, plant, titleOf } from "./plant.ts";

/** What product designers got wrong when they tried the machines, and what the check has to say of it. */
const mistakes: [string, Mistake][] = [
  [
    "a value that no machine gives",
    {
      file: "copy/en.ts",
      everywhere: true,
      replace: /("home.greeting":\s*"[^"]*)"/,
      by: '$1 {pendingIn} wait"',
      at: '"home.greeting":',
      in: "root.ts",
      says: "“home.greeting” needs {pendingIn}, and this gives reason, name",
    },
  ],
  [
    "a value of a wording that is said without any",
    {
      file: "copy/en.ts",
      everywhere: true,
      replace: /("welcome.ask": \{\s*text: ")/,
      by: "$1{firstname}! ",
      at: '"welcome.ask":',
      in: "root.ts",
      says: "“welcome.ask” needs {firstname}, and this gives reason",
    },
  ],
  [
    "a misspelt value",
    {
      file: "offer.ts",
      replace: "account: form.account.accountName,",
      by: "acount: form.account.accountName,",
      at: "const confirm = saysOneOf(",
      says: "Is “acount” misspelt?",
    },
  ],
  [
    "a value that one way of several lacks",
    {
      file: "offer.ts",
      replace: '? { key: "offer.unsecured.ask", ...shows(form) }',
      by: '? { key: "offer.unsecured.ask" }',
      at: "const confirm = saysOneOf(",
      says: "“offer.unsecured.ask” needs {amount}",
    },
  ],
  [
    "a value that a shared function lost",
    {
      file: "money.ts",
      replace: "  decision: decisions[call],\n",
      by: "",
      in: "money-call.ts",
      at: 'away: about("away")',
      says: "“decision.away” needs {decision}",
    },
  ],
  [
    "a misspelt row",
    {
      file: "root.ts",
      replace: '{ row: "ledger" as const }',
      by: '{ row: "leger" as const }',
      at: '"home.menu":',
      says: "“home.menu” has no row or button “leger”, and the reply would fail. Did you mean “ledger”?",
    },
  ],
  [
    "a row without a value of its own",
    {
      file: "paging.ts",
      replace: ", counterparty: partyOf(offer, 50)",
      by: "",
      in: "incoming.ts",
      at: '"incoming.pick.ask":',
      says: "“incoming.pick.ask” needs {counterparty}",
    },
  ],
  [
    "eleven dates",
    {
      file: "due-dates.ts",
      replace: "const WEEKS = [1, 2, 4, 8, 13, 26, 52];",
      by: "const WEEKS = [1, 2, 3, 4, 5, 6, 8, 13, 26, 39, 52];",
      in: "offer.ts",
      at: '"offer.due.ask":',
      says: "“offer.due.ask” can offer 11 rows, and WhatsApp takes 10 at most",
    },
  ],
  [
    "a page that is too long",
    {
      file: "switching.ts",
      replace: "const PAGE_ROWS = 8;",
      by: "const PAGE_ROWS = 9;",
      at: '"switching.ask":',
      says: "“switching.ask” can offer 11 rows",
    },
  ],
  [
    "a list without an end",
    {
      file: "switching.ts",
      replace: "...pageOf(accounts, page, PAGE_ROWS).map(",
      by: "...accounts.map(",
      at: '"switching.ask":',
      says: "cannot determine how many rows “switching.ask” offers",
    },
  ],
  [
    "a good answer that leads to silence",
    {
      file: "offer.ts",
      replace: '{ guard: "isAmount", target: "amountKnown", actions: "keepAmount" }',
      by: '{ guard: "isAmount", target: "amount", actions: "keepAmount" }',
      says: "At “filling.amount” a member writes a text, and gets no reply",
    },
  ],
  [
    "an answer without a target and without a word",
    {
      file: "offer.ts",
      replace: 'back: "#offer.cancelled",',
      by: 'back: { actions: "forgetDueDate" },',
      says: "At “filling.amount” a member sends “back”, and gets no reply: nothing is said",
    },
  ],
  [
    "a question that is not asked again",
    {
      file: "offer.ts",
      replace: '{ target: "amount", reenter: true, actions: "offer.amount.invalid" }',
      by: '{ target: "amount", actions: "offer.amount.invalid" }',
      says: "“filling.amount” targets itself without entering anew",
    },
  ],
  [
    "a limit of no time",
    {
      file: "offer.ts",
      replace: "replyTimeout: minutes(4)",
      by: "replyTimeout: minutes(0)",
      says: "“replyTimeout” ends after 0 seconds, before a member could answer",
    },
  ],
  [
    "a limit of milliseconds",
    {
      file: "offer.ts",
      replace: "replyTimeout: minutes(4)",
      by: "replyTimeout: 4",
      says: "“replyTimeout” ends after 4 milliseconds",
    },
  ],
  [
    "a limit that asks the question again for ever",
    {
      file: "offer.ts",
      replace: 'after: { replyTimeout: "#offer.expired" }',
      by: 'after: { replyTimeout: { target: "amount", reenter: true } }',
      says: "The time limit of “filling.amount” returns to the same state",
    },
  ],
  [
    "two limits that lead to each other",
    {
      file: "offer.ts",
      replace: 'after: { replyTimeout: "#offer.expired" }',
      by: 'after: { replyTimeout: "recipient" }',
      and: [
        /(Asks for the recipient's handle[\s\S]*?)after: \{ replyTimeout: "#offer.expired" \}/,
        '$1after: { replyTimeout: "amount" }',
      ],
      says: "The time limit of “filling.amount” returns to the same state",
    },
  ],
  [
    "a call that is repeated for ever",
    {
      file: "ledger.ts",
      replace: '{ target: "unreachable" },\n        ],',
      by: '{ target: "loading", reenter: true },\n        ],',
      says: "“loading” makes its call again and again",
    },
  ],
  [
    "a question without back",
    {
      file: "offer.ts",
      replace: '            back: { target: "amount", actions: "forgetRecipient" },\n',
      by: "",
      at: "        recipient: {",
      says: "A member who writes “back” at “filling.recipient” is not understood",
    },
  ],
  [
    "a button “back” that the word does not answer",
    {
      file: "incoming.ts",
      replace: '"choice.back": "picking",\n            back: "picking",',
      by: '"choice.back": "picking",',
      at: "        seeing: {",
      says: "A member who writes “back” at “choosing.seeing” is not understood",
    },
  ],
  [
    "a button and a word “back” that differ",
    {
      file: "incoming.ts",
      replace: '"choice.back": "picking",\n            back: "picking",',
      by: '"choice.back": "picking",\n            back: "#incoming.cancelled",',
      at: 'back: "#incoming.cancelled",',
      says: "the word “back” and the button “back” do different things",
    },
  ],
  [
    "a question that a photo makes forgotten",
    {
      file: "switching.ts",
      replace: '        media: { target: "picking", reenter: true, actions: "media" },\n',
      by: "",
      at: "    picking: {",
      says: "A member who sends a photo at “picking” does not get the question again",
    },
  ],
  [
    "a button that takes the word “menu”",
    {
      file: "copy/en.ts",
      replace: titleOf("offer.confirm.ask", "unsecured"),
      by: '$1"Menu"',
      at: '"offer.confirm.ask"',
      says: "“Menu” is also a word for “home”, which does something else at “filling.confirm”",
    },
  ],
  [
    "a button that takes a word of another language",
    {
      file: "copy/nd.ts",
      replace: titleOf("offer.confirm.ask", "confirm"),
      by: '$1"Khansela"',
      at: '"offer.confirm.ask"',
      says: "“Khansela” is also a word for “cancel”",
    },
  ],
  [
    "a wording that is left in English",
    {
      file: "copy/sn.ts",
      replace: /("home.stale":\s*)"[^"]*"/,
      by: `$1${JSON.stringify(en["home.stale"])}`,
      at: '"home.stale"',
      says: "“home.stale” is still in the words of",
    },
  ],
  [
    "a button that is left in English",
    {
      file: "copy/sn.ts",
      replace: titleOf("offer.confirm.ask", "confirm"),
      by: `$1${JSON.stringify(en["offer.confirm.ask"].buttons.confirm)}`,
      at: '"offer.confirm.ask"',
      says: "Translate it",
    },
  ],
  [
    "a bold that is not closed",
    {
      file: "copy/en.ts",
      replace: /("offer.recipient.ask":\s*")\*\{amount\}\*/,
      by: "$1*{amount}",
      at: '"offer.recipient.ask"',
      says: "A `*` of “offer.recipient.ask” is not closed in its line",
    },
  ],
  [
    "a bold that is not closed in one case",
    {
      file: "copy/en.ts",
      replace: /(notPositive \{[^{}]*)\*\{example\}\*/,
      by: "$1*{example}",
      at: '"offer.amount.invalid"',
      says: "A `*` of “offer.amount.invalid” is not closed in its line",
    },
  ],
  [
    "a word with capitals",
    {
      file: "copy/words.ts",
      replace: 'back: ["go back", "back"]',
      by: 'back: ["go back", "Go Back Please", "back"]',
      says: "Nobody can write “Go Back Please”",
    },
  ],
  [
    "a word under two commands",
    {
      file: "copy/words.ts",
      replace: 'offers: ["offers"]',
      by: 'offers: ["offers", "menu"]',
      says: "“menu” means both “home” and “offers” in “en”",
    },
  ],
  [
    "a command that no machine knows",
    {
      file: "copy/words.ts",
      replace: 'offers: ["offers"]',
      by: 'ofers: ["offers"]',
      says: "No machine handles “ofers”, so nothing happens when a member writes one of its words. Did you mean “offers”?",
    },
  ],
  [
    "a firm word that is no word",
    {
      file: "copy/words.ts",
      replace: '"stop all", "unsubscribe"],\n  ...["mhoro"',
      by: '"stop all", "unsubscribed"],\n  ...["mhoro"',
      says: "“unsubscribed” in `firm` is no word for any command. Did you mean “unsubscribe”?",
    },
  ],
  [
    "a wording that is there twice",
    {
      file: "copy/en.ts",
      replace: '  "session.over":',
      by: '  "home.stale": "Once more.",\n  "session.over":',
      says: "“home.stale” is already in line",
    },
  ],
  [
    "an event that a state handles twice",
    {
      file: "offer.ts",
      replace: '            back: { target: "amount", actions: "forgetRecipient" },',
      by: '            back: { target: "amount", actions: "forgetRecipient" },\n            back: "amount",',
      at: 'back: "amount",',
      says: "“back” is already in line",
    },
  ],
  [
    "a review of a wording that does not exist",
    {
      file: "copy/sn.ts",
      replace: "= [];",
      by: '= ["home.stael"];',
      at: "export const reviewed",
      says: "`reviewed` names “home.stael”, which is no wording. Did you mean “home.stale”?",
    },
  ],
  [
    "a language that nobody can choose",
    {
      file: "copy/en.ts",
      replace: /"locale=en": "[^"]*", /,
      by: "",
      at: '"language.ask"',
      says: "“language.ask” does not offer “en”",
    },
  ],
  [
    "a `select` without its last case",
    {
      file: "copy/en.ts",
      replace:
        /("home.greeting":\s*"\{partOfDay, select, morning \{[^{}]*\}[^{}]*\{[^{}]*\}) other \{[^{}]*\}/,
      by: "$1",
      at: '"home.greeting"',
      says: "a `select` or `plural` has no `other` case",
    },
  ],
  [
    "a target with a misspelling",
    {
      file: "offer.ts",
      replace: '{ guard: "isHandle", target: "searching"',
      by: '{ guard: "isHandle", target: "serching"',
      says: "Did you mean “searching”?",
    },
  ],
  [
    "a value in a button",
    {
      file: "copy/en.ts",
      replace: titleOf("offer.away", "again"),
      by: '$1"Try {amount}"',
      at: '"offer.away"',
      says: "a button is sent as it is written",
    },
  ],
  [
    "a comma that is missing",
    {
      file: "offer.ts",
      replace: "example: exampleOf(today),",
      by: "example: exampleOf(today)",
      at: "choices: weeksFrom(today)",
      says: "This cannot be parsed",
    },
  ],
  [
    "a quote inside a wording",
    {
      file: "copy/en.ts",
      replace: /("home.stale":\s*"\w+)/,
      by: '$1"t ',
      at: '"home.stale"',
      says: "This cannot be parsed",
    },
  ],
  [
    "curly quotes",
    {
      file: "offer.ts",
      replace: 'entry: "offer.amount.ask"',
      by: "entry: “offer.amount.ask”",
      says: "This cannot be parsed",
    },
  ],
  [
    "a misspelt first state",
    {
      file: "offer.ts",
      replace: 'initial: "filling"',
      by: 'initial: "filing"',
      says: "has no initial state “filing”. Did you mean “filling”?",
    },
  ],
  [
    "an import that is missing",
    {
      file: "offer.ts",
      replace: 'import { says, saysOneOf } from "./says.ts";',
      by: 'import { says } from "./says.ts";',
      at: "const confirm = saysOneOf(",
      says: "saysOneOf is not defined",
    },
  ],
  [
    "a limit that is longer than the session, in many states",
    {
      file: "offer.ts",
      replace: "replyTimeout: minutes(4)",
      by: "replyTimeout: minutes(10)",
      says: "“replyTimeout” is as long as a session",
    },
  ],
  [
    "a guard that does not exist",
    {
      file: "offer.ts",
      replace: '{ guard: "isHandle", target',
      by: '{ guard: "isHandel", target',
      says: "There is no guard “isHandel”. Did you mean “isHandle”?",
    },
  ],
  [
    "a value that one language invents",
    {
      file: "copy/sn.ts",
      replace: /("home.greeting":\s*"[^"]*)"/,
      by: '$1 {pendingIn}"',
      at: '"home.greeting":',
      says: "“home.greeting” differs from copy/en.ts in its values: take out pendingIn",
    },
  ],
  [
    "a wording that was added to one language only",
    {
      file: "copy/sn.ts",
      replace: '  "home.stale":',
      by: '  "home.stael":',
      at: "import type",
      says: "“home.stale” is missing in this language",
      problems: 2,
    },
  ],
  [
    "a row that is no longer offered",
    {
      file: "root.ts",
      replace: '    { row: "refresh" as const },\n',
      by: "",
      at: '"home.menu":',
      says: "No member is ever offered “refresh” of “home.menu”",
    },
  ],
  [
    "a confirm without the amount, in every language",
    {
      file: "copy/en.ts",
      everywhere: true,
      replace: /("offer.confirm.ask": \{\s*text:\s*"[^"]*)\*\{amount\}\*/,
      by: "$1…",
      at: '"offer.confirm.ask"',
      says: "“createCredex” sends “amount” as “amount”, and the question “offer.confirm.ask” before it does not show it",
    },
  ],
  [
    "a confirm that names the member themselves as the recipient",
    {
      file: "offer.ts",
      replace: "recipient: form.recipient.accountName,",
      by: "recipient: form.account.accountName,",
      at: "const confirm = saysOneOf(",
      says: "“createCredex” sends “recipient” as “receiver”",
      problems: 1,
    },
  ],
  [
    "a wording without words",
    {
      file: "copy/en.ts",
      replace: /("home.stale":\s*)"[^"]*"/,
      by: '$1" "',
      at: '"home.stale"',
      says: "“home.stale” cannot be sent: its text is empty",
    },
  ],
  [
    "a target without its `#`",
    {
      file: "offer.ts",
      replace: 'back: "#offer.cancelled",',
      by: 'back: "cancelled",',
      says: "There is no state “cancelled” that “filling.amount” could target. Did you mean “#offer.cancelled”?",
    },
  ],
  [
    "a state that was renamed, and not where it is entered",
    {
      file: "offer.ts",
      replace: "        recipient: {\n",
      by: "        payee: {\n",
      at: 'target: "recipient"',
      says: "There is no state “recipient”",
    },
  ],
  [
    "a call without a transition for its failure",
    {
      file: "registration.ts",
      replace: 'onError: "unconfirmed",',
      by: "",
      at: 'src: "login"',
      says: "When credex-core is unreachable or refuses “login”",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line, and is the only problem", (_, mistake) =>
  planted.expectReported(mistake),
);
