import type { Copy } from "./copy.ts";

/**
 * English. Texts are ICU messages; `partOfDay`, `when` (the time in Harare), `support` (where a
 * person can be talked to, or "none") and `languages` (how many there are to choose from) are
 * always there.
 * A `reason` is credex-core's own words, or "none".
 */
export const en = {
  "home.greeting":
    "{partOfDay, select, morning {Good morning} afternoon {Good afternoon} other {Good evening}}, {name} 👋",
  "home.menu": {
    text: "*{account}* (@{handle})\nSecured: {balances}\nNet assets: {netAssets}{limit, select, none {} other { · left to offer today: {limit}}}\nOffers waiting: {pendingIn} for you, {pendingOut} from you\n\nWhat would you like to do?",
    list: "What I can do",
    rows: {
      offer: { title: "Make an offer", description: "Promise someone an amount" },
      incoming: {
        title: "Accept or decline",
        description: "{pendingIn, plural, one {# offer waits} other {# offers wait}} for you",
      },
      outgoing: {
        title: "Take back an offer",
        description:
          "{pendingOut, plural, one {# of your offers waits} other {# of your offers wait}}",
      },
      ledger: { title: "See the ledger", description: "What was accepted, the newest first" },
      account: { title: "Switch account", description: "Use another of your accounts" },
      upgrade: { title: "Lift my daily limit", description: "Become a Hustler member" },
      refresh: { title: "Refresh", description: "See how your account stands now" },
      language: { title: "Language", description: "Mutauro · Ulimi" },
    },
  },
  "home.stale": "I can't reach your accounts right now. This is how they last stood:",
  help: "I can show you your account and its ledger, make offers for you, answer those of others, and take yours back. Write *menu* to go back to the start at any time, *back* to go one step back, or *cancel* to stop what we are doing. I tell you when an offer comes for you or yours is answered; write *stop* if you don't want that.{languages, plural, =1 {} other { To change the language, write *language*.}}{support, select, none {} other { To talk to a person: {support}}}",

  "session.over":
    "Your last session ended after 5 minutes without a message, to keep your account safe. Let's start afresh.",
  "machine.edited":
    "I've just been improved, so we start again from here. If you had just sent, accepted or confirmed something, please check whether it is done already before you do it again.",
  trouble:
    "Sorry, something went wrong on my side, so we start again from here. If you had just sent, accepted or confirmed something, please check whether it is done already before you do it again.",
  "trouble.resting":
    "Sorry, something went wrong on my side. Write *menu* to go on. If you had just sent, accepted or confirmed something, please check whether it is done already before you do it again.",
  "trouble.money":
    "Sorry, something went wrong on my side with what you had asked me to send, accept or change, and I don't know whether it went through. Please check whether it is done already before you do it again. Write *menu* to go on.",
  outdated:
    "That button belongs to an earlier message, so I did nothing. Write *menu* to see what you can do now.",
  late: "That message is from before I asked this, so I haven't taken it as your answer:",
  unexpected: "Sorry, I didn't understand that. Write *menu* to see what you can do.",
  media: "Thank you, but I can only read text here.",
  "media.unreadable": "I couldn't see what you sent. Please write it again as a plain message.",
  fallback:
    "Sorry, I couldn't show you my last message, so nothing was done. Write *menu* to see what you can do.",
  "fallback.number": "To choose, write its number:",
  "fallback.title": "To choose, write it as it stands here:",
  flood: "That's a lot at once, and I can't keep up. Give me a minute, then write again.",

  "login.away": {
    text: "I can't reach your accounts right now. Please try again in a minute.",
    buttons: { again: "Try again" },
  },
  "login.refused": {
    text: "I couldn't bring up your accounts{reason, select, none {} other {: {reason}}}. Please try again, or write to VimbisoPay's support.",
    buttons: { again: "Try again" },
  },
  "login.anonymous":
    "WhatsApp doesn't share your phone number with me, and I need it to find your account. Please turn on sharing your number for this chat, then write *hi*.",

  "welcome.ask": {
    text: "Welcome to VimbisoPay! 🌱\nHere you give and receive credit with people you trust. This number has no account yet. Shall we open one? It takes a minute.",
    buttons: { register: "Open an account", language: "Mutauro · Ulimi" },
  },

  "registration.firstname.ask": "What is your first name?",
  "registration.lastname.ask": "And your last name, {firstname}?",
  "registration.name.invalid":
    "{problem, select, short {That is too short: a name here has at least 3 letters} long {That is too long: a name here has at most 50 letters} digit {A name here has no digits} emoji {A name here has no emoji} mixed {Please write both names in one alphabet only} reserved {That is a word that only VimbisoPay itself may use in a name} other {{sign, select, none {A name here has only letters, apostrophes and hyphens} other {A name here can't have {sign} in it}}}}. For example: *Tariro* or *Moyo-Ncube*.",
  "registration.name.again": "All right, then let's try again. Write *cancel* to leave.",
  "registration.firstname.confirm": {
    text: "Is *{name}* your first name?",
    buttons: { yes: "Yes", no: "No" },
  },
  "registration.lastname.confirm": {
    text: "Is *{name}* your last name?",
    buttons: { yes: "Yes", no: "No" },
  },
  "registration.denomination.ask": {
    text: "Which currency do you use most? You can use the others too.",
    list: "Choose a currency",
    rows: {
      "denomination=USD": { title: "USD", description: "US dollar" },
      "denomination=ZWG": { title: "ZWG", description: "Zimbabwe Gold" },
      "denomination=CAD": { title: "CAD", description: "Canadian dollar" },
      "denomination=CXX": { title: "CXX", description: "Credex's own unit" },
      "denomination=XAU": { title: "XAU", description: "Gold, in ounces" },
    },
  },
  "registration.denomination.invalid":
    "I don't have that currency. Please choose one from the list, or write its name, for example *USD* or *ZiG*.",
  "registration.confirm.ask": {
    text: "Please check:\nFirst name: *{firstname}*\nLast name: *{lastname}*\nCurrency: *{denomination}*\n\nShall I open your account?",
    buttons: { open: "Open my account", correct: "Correct something" },
  },
  "registration.correct.ask": {
    text: "What would you like to correct? The rest stays as it is.",
    buttons: { firstname: "First name", lastname: "Last name", denomination: "Currency" },
  },
  "registration.done": "Your account is open, {firstname}. Welcome! 🎉",
  "registration.refused":
    "I couldn't open your account{reason, select, none {} other {: {reason}}}. Write *hi* to begin again.",
  "registration.away": {
    text: "I can't reach VimbisoPay just now, so your account is not open yet. I've kept your answers.",
    buttons: { again: "Try again", cancel: "Not now" },
  },
  "registration.unknown": "No clear answer came back. Let me see whether your account is open.",
  "registration.unconfirmed":
    "I can't tell yet whether your account is open. Write *hi* in a minute, and I'll look again.",
  "registration.cancelled": "All right, no account was opened. Write *hi* whenever you like.",
  "registration.expired":
    "I had no answer for a while, so I closed the form. No account was opened. Write *hi* when you are ready.",

  "notice.created":
    "📩 *{counterparty}* offers {account, select, none {you} other {{account}}} *{sum}*, {secured, select, yes {secured: the money is set aside for you} other {unsecured: a promise to pay later}}.\nTo answer, write *offers*.",
  "notice.accepted": "✅ *{counterparty}* accepted your offer of *{sum}*.",
  "notice.declined": "*{counterparty}* declined your offer of *{sum}*. Nothing was paid.",
  "notice.cancelled":
    "*{counterparty}* took back their offer of *{sum}*. There is nothing left for you to answer.",
  "notice.stopped":
    "All right, I won't write to you by myself any more when something happens to your offers. Write *start* if you want it again.",
  "notice.started": "Good, I'll tell you again when something happens to your offers.",
  "notice.many":
    "There are more updates on your offers than I can send one by one. Write *menu* to see them all.",

  "money.tap":
    "Please tap a button below, or write its words: I take nothing else as an answer here.",

  "offer.amount.ask":
    "How much would you like to offer? For example *20* or *20 ZWG*. If you don't name a currency, I'll use {denomination}. Write *cancel* to stop.",
  "offer.amount.invalid":
    "I need an amount that I can offer. {reason, select, notPositive {It has to be above zero, for example *{example}*.} tooManyDecimals {{denomination} takes {places} decimals at most, for example *{example}*.} commaDecimal {Please write a point before the decimals, not a comma: *{example}*.} ambiguousGrouping {Is that *{example}* or *{other}*? Please write it in one of these two ways.} grouping {I can't tell where its thousands end. Please leave out the marks between the digits, for example *1500*.} ambiguousDollar {Which dollar do you mean, *{example}* or *{other}*? Please write it in one of these two ways.} unknownCurrency {I don't have {code}, only {currencies}. For example *20 USD*.} twoCurrencies {Please name one currency, for example *20 USD*.} otherDigits {Please write it in the digits 0 to 9, for example *{example}*.} tooLarge {It may have 12 digits at most, for example *{example}*.} other {Please write it in figures, for example *20* or *20 ZWG*.}}",
  "offer.recipient.ask":
    "*{amount}*. Who is it for? Send me their account handle, for example *bob_bakery*.",
  "offer.recipient.invalid":
    "A handle has 3 to 30 letters, digits or underscores.{reason, select, short { That is too short.} long { That is too long.} spaces { It has no spaces.} phone { That looks like a phone number: please send me the handle, not the number.} character { “{character}” can't be in it.} other {}} For example *bob_bakery*.",
  "offer.recipient.self": "That is your own account.",
  "offer.recipient.unknown":
    "I found no account called @{handle}. {looksLike, select, phone {That looks like a phone number: I need the account handle.} other {Please check the spelling.}} To stop, write *cancel* or *menu*.",
  "offer.recipient.away": "I couldn't look up @{handle} just now. Please send it once more.",
  "offer.confirm.ask": {
    text: "Please check:\n*{amount}*, secured: set aside for them now\nto *{recipient}* (@{handle})\nfrom {account}\n\n{isFirst, select, yes {You have not sent anything to this account from here before. } other {}}Shall I send this offer?",
    buttons: { confirm: "Send offer", unsecured: "Pay later instead", cancel: "Cancel" },
  },
  "offer.unsecured.ask": {
    text: "Please check:\n*{amount}*, unsecured: you promise to pay by *{due}*\nto *{recipient}* (@{handle})\nfrom {account}\n\n{isFirst, select, yes {You have not sent anything to this account from here before. } other {}}Shall I send this offer?",
    buttons: { confirm: "Send offer", secured: "Set aside instead", cancel: "Cancel" },
  },
  "offer.due.ask": {
    text: "*{amount}* to {recipient}, as a promise to pay later. By when will you pay? Choose below, or write a date from 1 to 52 weeks ahead, for example *{example}*.",
    list: "Choose a date",
    rows: {
      weeks: { title: "In {count, plural, one {# week} other {# weeks}}", description: "{due}" },
    },
  },
  "offer.due.invalid":
    "I couldn't read that as a date.{reason, select, monthFirst { Please write the day before the month.} noSuchDay { The calendar has no such day.} weekday { It is another day of the week.} other {}} For example *{example}*.",
  "offer.due.range":
    "{reason, select, soon {That is too soon} other {That is too late}}: an unsecured offer is due from {first} to {last}.",
  "offer.sent":
    "✅ Offer sent\n*{amount}* to *{recipient}*\n{when}\nReference: {reference}\n\n{due, select, none {It's theirs once they accept.} other {Once they accept, you owe it, due on {due}.}}",
  "offer.refused":
    "Your offer of *{amount}* to {recipient} was not made{reason, select, none {} other {: {reason}}}. Nothing was sent.",
  "offer.away": {
    text: "I couldn't reach VimbisoPay, so your offer of *{amount}* to {recipient} was *not* sent.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "offer.invalid":
    "Sorry, something went wrong on my side, so your offer was not made. Nothing was sent. Write *menu* to begin again.",
  "offer.underway":
    "Your offer of *{amount}* to {recipient} is on its way, so I can't stop it any more. I'll let you know the result.",
  "offer.paused": {
    text: "Sending offers is paused for a short while, so your offer of *{amount}* to {recipient} was *not* sent.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "offer.unknown":
    "I sent your offer of *{amount}* to {recipient}, but no answer came back. It's *not confirmed yet*: it may have gone through. Please don't send it again: I'm checking, and I'll tell you.",
  "offer.unsettled":
    "Your offer of *{amount}* to {recipient} was *not* sent, because I'm still checking your earlier request. I'll tell you as soon as I know.",
  "offer.cancelled": "Cancelled. Nothing was sent.",
  "offer.expired":
    "I had no answer for a while, so I closed your offer. Nothing was sent. {command, select, none {To make one, choose *Make an offer* in the menu.} other {To go on with it, write *{command}*.}}",

  "incoming.pick.ask": {
    text: "{count, plural, one {# offer waits} other {# offers wait}} for you. Which would you like to see?",
    list: "See the offers",
    rows: {
      credex: { title: "{sum}", description: "from {counterparty}" },
      all: { title: "Accept all", description: "All {count} on this page; I'll ask you first" },
      next: "Next",
      back: "Back",
    },
  },
  "incoming.see.ask": {
    text: "Offered to {account}:\n{offers}\n{secured, select, yes {Secured: the money is set aside for you.} other {Unsecured: a promise to pay later.}}\n\nWould you like to accept it?",
    buttons: { accept: "Accept", decline: "Decline", back: "Back" },
  },
  "incoming.all.ask": {
    text: "Offered to {account}, {count} in all:\n{offers}\n{unsecuredCount, plural, =0 {All are secured.} one {The last one is unsecured: a promise to pay later.} other {The last # are unsecured: promises to pay later.}}\n\nShall I accept all {count}?",
    buttons: { confirm: "Accept all", back: "Back" },
  },
  "decision.accepted": "✅ Accepted\n{offers}\n{when}",
  "decision.partly":
    "{acceptedCount} of the {count} offers were accepted, the others were not. You'll find the rest under *Accept or decline*.",
  "decision.declined": "Declined\n{offers}\n{when}",

  "outgoing.pick.ask": {
    text: "{count, plural, one {# offer of yours waits} other {# offers of yours wait}} for an answer. Which would you like to take back?",
    list: "See the offers",
    rows: {
      credex: { title: "{sum}", description: "to {counterparty}" },
      next: "Next",
      back: "Back",
    },
  },
  "outgoing.confirm.ask": {
    text: "Your offer from {account}, {secured, select, yes {secured} other {unsecured}}:\n{offers}\n\nShall I take it back?",
    buttons: { confirm: "Take it back", back: "Back" },
  },
  "decision.takenBack": "Taken back\n{offers}\n{when}",

  "ledger.page.ask": {
    text: "Ledger of {account}, the newest first:\n{rows}",
    buttons: { next: "Next", previous: "Previous", back: "Home" },
  },
  "ledger.blank": "Your ledger is empty. Accepted offers will appear here.",
  "ledger.away": {
    text: "I can't reach your ledger right now.",
    buttons: { again: "Try again", back: "Leave it" },
  },
  "ledger.refused": "I couldn't bring up your ledger{reason, select, none {} other {: {reason}}}.",
  "ledger.expired":
    "I had no answer for a while, so I closed the ledger. Write *menu* whenever you want to see it again.",

  "switching.ask": {
    text: "You're using *{account}*. Which of your accounts would you like to use?",
    list: "Your accounts",
    rows: {
      account: { title: "{title}", description: "@{handle}" },
      next: "Next",
      back: "Back",
    },
  },
  "switching.cancelled": "All right, you still act for *{account}*.",
  "switching.expired":
    "I had no answer for a while, so you still act for *{account}*. Write *menu* to switch.",

  "language.ask": {
    text: "Which language shall we speak?\nTotaura mutauro upi?\nSikhulume ngaluphi ulimi?",
    buttons: { "locale=en": "English", "locale=sn": "ChiShona", "locale=nd": "IsiNdebele" },
  },
  "language.kept":
    "All right, we speak English from now on. To change it at any time, write *language*.",
  "language.away": {
    text: "I couldn't keep your choice of language just now, so we go on as before.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "language.cancelled": "All right, we go on in English.",
  "language.expired": "I had no answer for a while, so we go on in English.",

  "upgrade.confirm.ask": {
    text: "As a Hustler member you have no daily limit on what you offer. It may come with a recurring payment: VimbisoPay then charges {account} each time it is due, until you end it.\n\nShall I make you a Hustler member?",
    buttons: { confirm: "Yes, upgrade me", back: "Not now" },
  },
  "upgrade.done": "✅ You are a Hustler member now. Your daily limit is gone.",
  "upgrade.refused":
    "You were *not* made a Hustler member{reason, select, none {} other {: {reason}}}. Nothing was changed.",
  "upgrade.away": {
    text: "I couldn't reach VimbisoPay, so you were *not* made a Hustler member.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "upgrade.paused": {
    text: "This is paused for a short while, so you were *not* made a Hustler member.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "upgrade.underway":
    "Your upgrade is on its way, so I can't stop it any more. I'll let you know the result.",
  "upgrade.unknown":
    "I asked for your upgrade, but no answer came back. It's *not confirmed yet*: it may have gone through. I'm checking, and I'll tell you.",
  "upgrade.unsettled":
    "I did *not* ask for your upgrade, because I'm still checking your earlier request. I'll tell you as soon as I know.",
  "upgrade.cancelled": "All right, nothing was changed: you stay as you are.",
  "upgrade.expired":
    "I had no answer for a while, so nothing was changed. Write *menu* if you still want to lift your daily limit.",

  "decision.refused":
    "That was *not* {decision, select, decline {declined} cancel {taken back} other {accepted}}{reason, select, none {} other {: {reason}}}.\n{offers}",
  "decision.away": {
    text: "I couldn't reach VimbisoPay, so nothing was {decision, select, decline {declined} cancel {taken back} other {accepted}}:\n{offers}",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "decision.paused": {
    text: "This is paused for a short while, so nothing was {decision, select, decline {declined} cancel {taken back} other {accepted}}:\n{offers}",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "decision.invalid":
    "Sorry, something went wrong on my side, so nothing was changed. Write *menu* to see what still waits.",
  "decision.unclear":
    "Sorry, I no longer know what you had decided, so I did nothing. Write *menu* to see what still waits.",
  "decision.underway":
    "I've passed on that you {decision, select, decline {decline} cancel {take back} other {accept}} this, so I can't stop it any more. I'll let you know the result.\n{offers}",
  "decision.unknown":
    "I passed on that you {decision, select, decline {decline} cancel {take back} other {accept}} this, but no answer came back. It's *not confirmed yet*: it may have gone through. I'm checking, and I'll tell you.\n{offers}",
  "decision.unsettled":
    "Nothing was {decision, select, decline {declined} cancel {taken back} other {accepted}}, because I'm still checking your earlier request. I'll tell you as soon as I know.\n{offers}",
  "decision.cancelled": "All right, I changed nothing.",
  "decision.expired":
    "I had no answer for a while, so I closed the list. Nothing was changed. Write *menu* to come back to it.",

  "late.decision.done":
    "✅ Done: {decision, select, accept {you have accepted this offer} all {you have accepted these offers} decline {this offer is over, and was not accepted} other {your offer is over, and was not accepted}}.\n{offers}",
  "late.decision.partly":
    "{acceptedCount} of the {count} offers that you accepted went through, the others did not. Write *menu* to see what still waits.",
  "late.decision.failed":
    "Nothing was {decision, select, decline {declined} cancel {taken back} other {accepted}} after all:\n{offers}",
  "late.decision.unknown":
    "No answer came back when you wanted to {decision, select, decline {decline} cancel {take back} other {accept}} this. It's *not confirmed yet*: it may have gone through. I'm checking, and I'll tell you.\n{offers}",
  "late.decision.unconfirmed":
    "I couldn't find out whether this was {decision, select, decline {declined} cancel {taken back} other {accepted}}. Write *menu* to see whether it still waits.\n{offers}",

  "late.upgrade.done": "✅ Your upgrade went through: you are a Hustler member now.",
  "late.upgrade.failed": "Your upgrade did not go through: you were not made a Hustler member.",
  "late.upgrade.unknown":
    "No answer came back about your upgrade. It's *not confirmed yet*: it may have gone through. I'm checking, and I'll tell you.",
  "late.upgrade.unconfirmed":
    "I couldn't find out whether your upgrade went through, and it still may. Write *menu* to see whether you still have a daily limit before you ask for it again.",

  "late.other":
    "About your earlier request: {outcome, select, done {✅ What you had asked for before went through.} unknown {No answer came back about what you had asked for before. It's *not confirmed yet*: it may have gone through. I'm checking, and I'll tell you.} unconfirmed {I couldn't find out whether what you had asked for before went through, and it still may. Please check before you do it again.} other {What you had asked for before did not go through.}}",
  "late.offer.done":
    "✅ Your offer of *{amount}* to *{recipient}* was sent.\n{when}\nReference: {reference}",
  "late.offer.failed": "Your offer of *{amount}* to {recipient} was not made. Nothing was sent.",
  "late.offer.unknown":
    "No answer came back about your offer of *{amount}* to {recipient}. It's *not confirmed yet*: it may have gone through. Please don't send it again: I'm checking, and I'll tell you.",
  "late.offer.unconfirmed":
    "I couldn't find out whether your offer of *{amount}* to {recipient} went through, and it still may. Please look at your waiting offers before you send it again.",
} as const satisfies Copy;
