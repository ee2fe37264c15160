import { expect, test } from "vitest";
import { atWelcome } from "./scenes.ts";

/** Surnames that are words of ours as well. */
const surnames = [
  ...["Masikati", "Ndebele", "Shona", "Home", "Start", "Stop", "Hello", "Offers"],
  ...["Hie", "Shure", "Misa", "Regedza", "Mirai", "Yima"],
];

test.each(surnames)("asks whether %s is the last name, and keeps or drops it", (name) => {
  const asked = () =>
    atWelcome()
      .taps("register")
      .says("Patricia")
      .says(name)
      .hears("registration.lastname.confirm")
      .wantsNotices("on");
  asked().taps("yes").hears("registration.denomination.ask");
  asked().says("Yes.").hears("registration.denomination.ask");
  asked().says(name).hears("registration.denomination.ask");
  for (const yes of [
    "yeah",
    "Sure",
    "ok",
    "Ndizvo",
    "👍",
    "👍🏾",
    "1",
    "That's right",
    "yes it is",
  ])
    asked().says(yes).hears("registration.denomination.ask");
  for (const no of ["nope", "No, thanks", "cha", "👎", "2"])
    asked().says(no).hears("registration.name.again", "registration.lastname.ask");
  asked().says("no").hears("registration.name.again", "registration.lastname.ask");
  asked().says("cancel").hears("registration.cancelled");
  asked().says("menu").hears("registration.cancelled").calls("login");
  const other = asked().says("Moyo").hears("registration.denomination.ask");
  expect(other.callsNothing()).toBe(other);
});
