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
  ...(
    [
      ["offer.ts", "confirm", { path: "filling.confirm", ...inner }],
      ["offer.ts", "unreachable", { path: "filling.unreachable", ...inner }],
      ["offer.ts", "paused", { path: "filling.paused", ...inner }],
      ["incoming.ts", "seeing", { path: "choosing.seeing", ...inner }],
      ["incoming.ts", "confirming", { path: "choosing.confirming", ...inner }],
      ["outgoing.ts", "confirming", { path: "choosing.confirming", ...inner }],
      ["upgrade.ts", "asking", { inside: "asking.confirm" }],
      ["ending.ts", "retrying", { inside: "retrying.unreachable" }],
    ] as const
  ).map(([file, state, where]): [string, Mistake] => [
    `a question about money without its tag: ${state} of ${file}`,
    untagged(file, state, where),
  ]),
  [
    "money that is moved where no guard fits",
    {
      file: "ending.ts",
      replace: `{ guard: { type: "isDeed", params: { deed: "all" } }, target: "acceptingAll" },`,
      by: `{ target: "acceptingAll" },`,
      says: "money is moved by “acceptingAll” whenever no guard above matches",
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
      replace: `"choice.confirm": {\n              target: "#incoming.ending",`,
      by: `"choice.confirm": [{ guard: "isFirstPage", target: "picking" }, {\n              target: "#incoming.ending",`,
      and: [
        `params: { deed: "all" } },\n            },`,
        `params: { deed: "all" } },\n            }],`,
      ],
      at: `target: "#incoming.ending",\n              actions: { type: "keepDeed", params: { deed: "all" } },`,
      says: "money is moved by “#incoming.ending” whenever no guard above matches",
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
  planted.expectTold(mistake);
});
