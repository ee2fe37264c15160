/** What all peers reply, close to the texts of our machines. */

const ASK_AMOUNT =
  "How much would you like to offer? For example 20 or 20 ZWG. If you don't name a currency, I'll use USD. Write cancel to stop.";
const ASK_HANDLE =
  "20.00 USD. Who is it for? Send me their account handle, for example bob_bakery.";

export const texts = {
  askAmount: ASK_AMOUNT,
  wrongAmount: `I need an amount that I can offer. Please write it in figures, for example 20.\n\n${ASK_AMOUNT}`,
  askHandle: ASK_HANDLE,
  wrongHandle: `A handle has 3 to 30 letters, digits or underscores.\n\n${ASK_HANDLE}`,
  cancelled: "Cancelled. Nothing was sent. What would you like to do?",
  confirm: (name) => `Please check: 20.00 USD to ${name}. Shall I send this offer?`,
};

export const isAmount = (text) => /^\d+(\.\d+)?$/.test(text);
export const isHandle = (text) => /^\w{3,30}$/.test(text);

/** A profile as large as that of our records. */
export const profile = "x".repeat(2_000);

/** The name of an account, from the service that stands for credex-core. */
export async function lookUp(handle) {
  const response = await fetch(`${process.env.CHANNEL_URL}/lookup?handle=${handle}`, {
    method: "POST",
  });
  const { accountName } = await response.json();
  return accountName;
}
