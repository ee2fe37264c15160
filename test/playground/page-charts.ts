import type { Chart, ChartEdge, ChartState, Wording } from "../../src/playground/protocol.ts";

/** Root and offer, much shortened, put on paper by hand. */

type Drawn = Pick<ChartState, "id" | "title" | "x" | "y"> & Partial<ChartState>;

function state({ id, title, x, y, ...rest }: Drawn): ChartState {
  const path = id.split(":")[1] ?? "";
  return {
    id,
    key: path.split(".").at(-1) || id.slice(0, -1),
    x,
    y,
    width: 180,
    height: rest.calls ? 54 : 37,
    kind: "atomic",
    isInitial: false,
    title,
    lines: [title],
    description: `${title}, as the file says.`,
    says: [],
    tags: [],
    place: { file: `machines/${id.split(":")[0]}.ts`, line: 80 + y },
    ...rest,
  };
}

type Way = Pick<ChartEdge, "source" | "event" | "label" | "points"> & Partial<ChartEdge>;

function edge({ source, event, label, points, ...rest }: Way): ChartEdge {
  const [first, last] = [points[0], points.at(-1)];
  const [x, y] = [((first?.x ?? 0) + (last?.x ?? 0)) / 2, ((first?.y ?? 0) + (last?.y ?? 0)) / 2];
  const width = label.length * 6 + 12;
  return {
    id: `${source}#${event}#0`,
    source,
    kind: "event",
    event,
    label,
    happening: label,
    says: [],
    points,
    ...(first && { labelAt: { x: x - width / 2, y: y - 10, width, height: 20 } }),
    ...rest,
  };
}

const down = (x: number, from: number, to: number) => [
  { x, y: from },
  { x, y: to },
];

export const charts: Chart[] = [
  {
    machine: "root",
    file: "machines/root.ts",
    guards: [],
    fields: [],
    kept: [],
    width: 520,
    height: 470,
    states: [
      state({ id: "root:", title: "root", x: 8, y: 8, width: 504, height: 454, kind: "compound" }),
      state({
        id: "root:new",
        parent: "root:",
        title: "A session begins",
        x: 60,
        y: 60,
        isInitial: true,
        start: down(150, 42, 60),
      }),
      state({
        id: "root:login",
        parent: "root:",
        title: "Who is the member?",
        x: 60,
        y: 160,
        calls: { name: "login", isForm: false, isMoney: false },
      }),
      state({
        id: "root:ready",
        parent: "root:",
        title: "The member is known",
        x: 40,
        y: 270,
        width: 450,
        height: 170,
        kind: "compound",
      }),
      state({
        id: "root:ready.home",
        parent: "root:ready",
        title: "What would you like to do?",
        x: 60,
        y: 320,
        says: ["home.menu"],
      }),
      state({
        id: "root:ready.offer",
        parent: "root:ready",
        title: "The offer form",
        x: 290,
        y: 312,
        calls: { name: "offer", isForm: true, isMoney: false },
      }),
    ],
    edges: [
      edge({
        source: "root:new",
        event: "home",
        target: "root:login",
        label: "writes “menu”",
        points: down(150, 97, 160),
      }),
      edge({
        source: "root:login",
        event: "done.login",
        kind: "done",
        target: "root:ready.home",
        label: "done",
        says: ["home.greeting"],
        points: down(150, 214, 320),
      }),
      edge({
        source: "root:ready.home",
        event: "choice.offer",
        target: "root:ready.offer",
        label: "“Make an offer”",
        points: [
          { x: 150, y: 357 },
          { x: 150, y: 400 },
          { x: 380, y: 400 },
          { x: 380, y: 366 },
        ],
      }),
      edge({ source: "root:", event: "help", label: "writes “help”", says: ["help"], points: [] }),
    ],
  },
  {
    machine: "offer",
    file: "machines/offer.ts",
    guards: [],
    fields: [],
    kept: [],
    width: 460,
    height: 700,
    states: [
      state({
        id: "offer:",
        title: "offer",
        x: 8,
        y: 8,
        width: 440,
        height: 684,
        kind: "compound",
      }),
      state({
        id: "offer:filling",
        parent: "offer:",
        title: "The member says what to offer",
        x: 30,
        y: 50,
        width: 400,
        height: 410,
        kind: "compound",
        isInitial: true,
      }),
      state({
        id: "offer:filling.amount",
        parent: "offer:filling",
        title: "How much would you like to offer?",
        x: 60,
        y: 110,
        isInitial: true,
        start: down(150, 90, 110),
        says: ["offer.amount.ask"],
        width: 240,
      }),
      state({
        id: "offer:filling.recipient",
        parent: "offer:filling",
        title: "Who is it for?",
        x: 60,
        y: 200,
        says: ["offer.recipient.ask"],
      }),
      state({
        id: "offer:filling.searching",
        parent: "offer:filling",
        title: "The account is looked up",
        x: 60,
        y: 290,
        calls: { name: "getAccountByHandle", isForm: false, isMoney: false },
      }),
      state({
        id: "offer:filling.confirm",
        parent: "offer:filling",
        title: "Shall I send this offer?",
        x: 60,
        y: 400,
        says: ["offer.confirm.ask"],
      }),
      state({
        id: "offer:sending",
        parent: "offer:",
        title: "The offer is made",
        x: 60,
        y: 510,
        calls: { name: "createCredex", isForm: false, isMoney: true },
      }),
      state({
        id: "offer:unknown",
        parent: "offer:",
        title: "Nobody knows yet",
        x: 60,
        y: 630,
        kind: "final",
        says: ["offer.unknown"],
      }),
    ],
    edges: [
      edge({
        source: "offer:filling.amount",
        event: "text",
        target: "offer:filling.recipient",
        label: "writes something",
        guard: "isAmount",
        points: down(150, 147, 200),
      }),
      edge({
        source: "offer:filling.recipient",
        event: "text",
        target: "offer:filling.searching",
        label: "writes something",
        guard: "isHandle",
        points: down(150, 237, 290),
      }),
      edge({
        source: "offer:filling.recipient",
        event: "back",
        target: "offer:filling.amount",
        label: "writes “back”",
        points: down(290, 200, 147),
      }),
      edge({
        source: "offer:filling.searching",
        event: "done.getAccountByHandle",
        kind: "done",
        target: "offer:filling.confirm",
        label: "done",
        points: down(150, 344, 400),
      }),
      edge({
        source: "offer:filling.confirm",
        event: "choice.confirm",
        target: "offer:sending",
        label: "“Send offer”",
        points: down(150, 437, 510),
      }),
      edge({
        source: "offer:sending",
        event: "error.createCredex",
        kind: "error",
        target: "offer:unknown",
        label: "no answer came",
        points: down(150, 564, 630),
      }),
    ],
  },
];

const TEXTS: { [key: string]: string } = {
  "home.greeting": "Good morning, {name} 👋",
  "home.menu": "*{account}* (@{handle})\n\nWhat would you like to do?",
  "offer.amount.ask": "How much would you like to offer? For example *20*.",
  "offer.recipient.ask": "*{amount}*. Who is it for?",
  "offer.confirm.ask": "Please check:\n*{amount}*, secured\nto *{recipient}*",
  "offer.unknown": "I sent your offer of *{amount}*, but no answer came back.",
  help: "Write *menu* to go back to the start.",
};

export const wordings: Wording[] = Object.entries(TEXTS).map(([key, text], index) => ({
  key,
  texts: {
    en: {
      text,
      entry: text,
      place: { file: "machines/copy/en.ts", line: 10 + index },
      isReviewed: true,
    },
    sn: {
      text,
      entry: text,
      place: { file: "machines/copy/sn.ts", line: 10 + index },
      isReviewed: false,
    },
  },
}));
