import { describe, expect, test } from "vitest";
import { atHome, bob, pending, profile } from "./scenes.ts";

const rows = [pending("C-1", "5.00 USD"), pending("C-2", "-1,000.00 USD")];
const first = { page: { rows, hasMore: true }, profile };
const last = { page: { rows, hasMore: false }, profile };
const from = (startRow: number) => ({ accountID: bob.accountID, startRow, numRows: 7 });

const atLoading = () => atHome().taps("ledger").hearsNothing().calls("getLedger", from(0));
const atFirst = () => atLoading().answers(first).isAt("ready.ledger/showing");

test("the ledger is read page by page, to and fro, and then home", () => {
  const page = atFirst()
    .hears("ledger.page.ask")
    .reads("Ledger of Bob Bakery", "*+5.00 USD* (Thandi Tailor)\n*-1,000.00 USD* (Thandi Tailor)");
  expect(() => page.taps("previous")).toThrow("not offered");
  page.taps("next").calls("getLedger", from(7)).answers(last).hears("ledger.page.ask");
  expect(() => page.taps("next")).toThrow("not offered");
  page
    .taps("previous")
    .calls("getLedger", from(0))
    .answers(first)
    .taps("back")
    .hears("home.menu")
    .callsNothing()
    .isAt("ready.home");
});

test("an empty ledger is said to be empty; an empty later page is a page", () => {
  const none = { page: { rows: [], hasMore: false }, profile };
  atLoading().answers(none).hears("ledger.blank", "home.menu");
  atFirst().taps("next").calls("getLedger", from(7)).answers(none).hears("ledger.page.ask");
});

describe("a page that does not come", () => {
  test.each(["away", "unknown", "expired"] as const)(
    "because of %s may be tried again, or left",
    (how) => {
      const away = () => atLoading()[how]().hears("ledger.away");
      away().taps("again").calls("getLedger", from(0));
      away().taps("back").hears("home.menu");
      away().says("back").hears("home.menu");
      away().says("cancel").hears("home.menu");
      away().waits("4 min").hears("ledger.expired", "home.menu");
    },
  );

  test("because credex-core refuses it is reported with the reason", () => {
    atLoading()
      .refuses("not_allowed", "Not your account.")
      .hears("ledger.refused", "home.menu")
      .reads("your ledger: Not your account.");
    atLoading().refuses("refused").reads("your ledger.");
  });

  test("is waited for in peace, or left", () => {
    atLoading().says("hurry").hearsNothing().shows("image").hearsNothing().callsNothing();
    atLoading().says("cancel").hears("home.menu").atLast("getLedger").answers(first).hearsNothing();
    atLoading().says("menu").calls("getDashboard");
  });
});

test("other words and photos show the page again, back and cancel bring the member home", () => {
  atFirst()
    .says("what?")
    .hears("ledger.page.ask")
    .shows("image")
    .hears("media", "ledger.page.ask")
    .says("back")
    .hears("home.menu");
  atFirst().says("cancel").hears("home.menu").callsNothing();
});

test("a photo beside “Try again” shows it again", () => {
  atLoading().away().shows("image").hears("media", "ledger.away").callsNothing();
});

test("a member who goes quiet gets one reply about it and returns home", () => {
  atFirst().waits("239 s").hearsNothing().waits("1 s").hears("ledger.expired", "home.menu");
});
