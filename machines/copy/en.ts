import type { Copy } from "./copy.ts";

/** English. Texts are ICU messages; `partOfDay` and `when` (the time in Harare) are always there. */
export const en = {
  "home.greeting":
    "{partOfDay, select, morning {Good morning} afternoon {Good afternoon} other {Good evening}}, {name} 👋",
  "home.menu": {
    text: "*{account}* (@{handle})\nSecured: {balances}\nNet assets: {netAssets}\nOffers waiting: {pendingIn} for you, {pendingOut} from you\n\nWhat would you like to do?",
    buttons: { offer: "Make an offer", refresh: "Refresh" },
  },
  "home.stale": "I can't reach your accounts right now, so this is what I knew last.",
  help: "I can make credex offers for you and show you your account. Write *menu* to come back to the start at any time, or *cancel* to stop what we are doing.",

  "session.over":
    "Your last session ended after five quiet minutes, so I closed what was open. Let's start afresh.",
  "machine.edited":
    "I've just been improved, so we start again from here. Nothing was sent meanwhile.",
  trouble: "Sorry, something went wrong on my side and I couldn't follow that. Back to the start.",
  outdated:
    "That button belongs to an earlier message, so I did nothing. Write *menu* to see what you can do now.",
  unexpected: "Sorry, I didn't get that. Write *menu* to see what you can do.",
  media: "Thank you, but I can only read text here.",

  "login.away": {
    text: "I can't reach your accounts right now. Nothing is lost. Please try again in a minute.",
    buttons: { again: "Try again" },
  },
  "login.refused": {
    text: "I couldn't open your accounts: {reason}. Please try again, or write to VimbisoPay's support.",
    buttons: { again: "Try again" },
  },
  "login.anonymous":
    "WhatsApp doesn't share your phone number with me, and I need it to find your account. Please turn on sharing your number for this chat, then write *hi*.",

  "welcome.ask": {
    text: "Welcome to VimbisoPay! 🌱\nYou can give and receive credit with people you trust, right here. This number has no account yet. Shall we open one? It takes a minute.",
    buttons: { register: "Open an account" },
  },

  "registration.firstname.ask": "Lovely! What is your first name?",
  "registration.lastname.ask": "Thank you, {firstname}. And your last name?",
  "registration.name.invalid": "A name here has 3 to 50 letters, for example *Tariro*.",
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
  "registration.done": "Your account is open, {firstname}. Welcome! 🎉",
  "registration.refused": "I couldn't open your account: {reason}.",
  "registration.away": {
    text: "I can't reach VimbisoPay just now. What you told me is kept, so we can try again.",
    buttons: { again: "Try again", cancel: "Not now" },
  },
  "registration.unknown": "I got no clear answer, so let me see whether your account is open.",
  "registration.cancelled": "All right, nothing was opened.",
  "registration.expired":
    "It got quiet, so I closed the form. Nothing was opened. Write *hi* when you are ready.",

  "offer.amount.ask":
    "How much would you like to offer? For example *20* or *20 ZWG*. Without a currency I take {denomination}. Write *cancel* to stop.",
  "offer.amount.invalid": "I need an amount above zero, for example *20*, *20.50* or *20 ZWG*.",
  "offer.recipient.ask":
    "*{amount}*, got it. Who is it for? Send their account handle, for example *bob_bakery*.",
  "offer.recipient.invalid":
    "A handle has 3 to 30 small letters, digits or _, for example *bob_bakery*.",
  "offer.recipient.self": "That is your own account. Whom would you like to offer it to?",
  "offer.recipient.unknown": "I found no account called *{handle}*. Please check the spelling.",
  "offer.recipient.away":
    "I couldn't look up *{handle}* just now. Please send the handle once more.",
  "offer.confirm.ask": {
    text: "Please check:\n*{amount}*, secured\nto *{recipient}* (@{handle})\nfrom {account}\n\nShall I send this offer?",
    buttons: { confirm: "Send offer", cancel: "Cancel" },
  },
  "offer.sent":
    "✅ Offer sent\n*{amount}* to *{recipient}*\n{when}\nReference: {reference}\n\nIt's theirs once they accept.",
  "offer.refused":
    "Your offer of *{amount}* to {recipient} was not made: {reason}. Nothing was sent.",
  "offer.away": {
    text: "I couldn't reach VimbisoPay, so your offer of *{amount}* to {recipient} was *not* sent.",
    buttons: { again: "Try again", cancel: "Leave it" },
  },
  "offer.unknown":
    "I sent your offer of *{amount}* to {recipient}, but no answer came back. It's *not confirmed yet*: it may have been made. I'm checking. Please don't send it again.",
  "offer.checking": "I'm still checking whether your offer of *{amount}* to {recipient} was made.",
  "offer.unconfirmed":
    "Your offer of *{amount}* to {recipient} is *not confirmed yet*. It may still appear among your offers. Please look again in a few minutes before you offer it once more.",
  "offer.cancelled": "Cancelled. Nothing was sent.",
  "offer.expired": "It got quiet, so I closed your offer. Nothing was sent.",

  "late.offer.done":
    "✅ Your offer of *{amount}* to *{recipient}* was sent.\n{when}\nReference: {reference}",
  "late.offer.failed": "Your offer of *{amount}* to {recipient} was not made. Nothing was sent.",
  "late.offer.unknown":
    "I got no answer about your offer of *{amount}* to {recipient}. It's *not confirmed yet*: it may have been made. Please look among your offers before you offer it again.",
} as const satisfies Copy;
