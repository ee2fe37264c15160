import type { Member } from "../../src/loopback/member.ts";

/** Walks that many journeys begin with. */

export async function register(member: Member, firstname = "Tariro", lastname = "Moyo") {
  await member.says("hi");
  await member.hears("Shall we open one?");
  await member.taps("register");
  await member.hears("first name");
  await member.says(firstname);
  await member.hears("last name");
  await member.says(lastname);
  await member.hears("currency");
  await member.taps("denomination=USD");
  await member.hears("Shall I open your account?");
  await member.taps("open");
  await member.hears("What would you like to do?");
}

export async function fillOffer(member: Member, amount = "20", handle = "bob_bakery") {
  await member.taps("offer");
  await member.hears("How much");
  await member.says(amount);
  await member.hears("Who is it for?");
  await member.says(handle);
  await member.hears("Shall I send this offer?");
}
