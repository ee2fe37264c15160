import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const shona = { file: "copy/sn.ts", from: "copy/en.ts" } as const;

const mistakes: [string, Mistake][] = [
  [
    "a text that is too long once its values are",
    {
      file: "copy/en.ts",
      replace: "Which currency do you use most?",
      by: `Which currency do you use most, {name}?${" And why?".repeat(106)}`,
      at: '"registration.denomination.ask"',
      problems: 2,
      says: "its text can have 1065 characters, and WhatsApp takes 1024",
    },
  ],
  [
    "a button's title that is too long",
    {
      file: "copy/en.ts",
      replace: '"Open an account"',
      by: '"Open an account for me"',
      at: '"welcome.ask"',
      says: "the title of button 1 can have 22 characters, and WhatsApp takes 20",
    },
  ],
  [
    "a row's description that is too long",
    {
      file: "copy/en.ts",
      replace: '"Gold, in ounces"',
      by: `"${"Gold, in ounces ".repeat(5)}"`,
      at: '"registration.denomination.ask"',
      says: "the description of row 5 can have 80 characters, and WhatsApp takes 72",
    },
  ],
  [
    "four buttons",
    {
      file: "copy/en.ts",
      replace: 'cancel: "Not now"',
      by: 'cancel: "Not now", later: "Later", never: "Never"',
      at: '"registration.away"',
      problems: 3,
      says: "it has 4 buttons, and WhatsApp takes 1 to 3",
    },
  ],
  [
    "eleven rows",
    {
      file: "copy/en.ts",
      replace: '"denomination=USD":',
      by: `${"ABCDEF".replaceAll(/./g, '"denomination=$&": "$&",')} "denomination=USD":`,
      at: '"registration.denomination.ask"',
      problems: 2,
      says: "it has 11 rows, and WhatsApp takes 1 to 10",
    },
  ],
  [
    "a title that is there twice",
    {
      file: "copy/en.ts",
      replace: 'cancel: "Not now"',
      by: 'cancel: "try again 🔁"',
      at: '"registration.away"',
      says: "offers “try again 🔁” twice",
    },
  ],
  [
    "a brace that does not close",
    {
      file: "copy/en.ts",
      replace: "And your last name, {firstname}?",
      by: "And your last name, {firstname?",
      at: '"registration.lastname.ask"',
      says: "The braces of “registration.lastname.ask” cannot be parsed",
    },
  ],
  [
    "a wording that a language does not have",
    {
      ...shona,
      replace: "  outdated:",
      by: "  outdatet:",
      at: "import type",
      problems: 2,
      says: "“outdated” is missing in this language",
    },
  ],
  [
    "a wording that only one language has",
    {
      ...shona,
      replace: "  outdated:",
      by: "  outdatet:",
      problems: 2,
      says: "“outdatet” is not in copy/en.ts",
    },
  ],
  [
    "a value that a language has lost",
    {
      ...shona,
      replace: "Your account is open, {firstname}.",
      by: "Your account is open, {surname}.",
      at: '"registration.done"',
      says: "values: add firstname, and take out surname",
    },
  ],
  [
    "a button that a language calls otherwise",
    {
      ...shona,
      replace: "buttons: { register:",
      by: "buttons: { open:",
      at: '"welcome.ask"',
      says: "buttons or rows: add register, and take out open",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));
