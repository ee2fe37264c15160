import { en } from "../../machines/copy/en.ts";
import type { World } from "../../src/loopback/world.ts";
import type { WireName } from "../support/fault-world.ts";
import { shaOf } from "../support/scripts.ts";
import { said } from "../support/titles.ts";
import type { Phase } from "../support/trap.ts";

/** How an offer may end: told as sent; open first and found then; open first and never found, with no credex made. */
export type Ending = "sent" | "found" | "lost";
/** The id of the message that the fault strikes. */
export const TAP_ID = "wamid.tap";

export interface FaultPoint {
  /** The step, and at which end of it. */
  name: string;
  wire: WireName;
  words: readonly string[];
  phase: Phase;
  answer?: string;
  nth?: number;
  /** No earlier reply waits for its retry, so that the commits find the lane of the replies empty and claim it. */
  isAlone?: true;
  /** What else goes wrong, so that the step is come to. */
  prepare?: (world: World) => void;
  /** How it may end where the server is killed there, and where only the connection is cut. */
  killed: readonly Ending[];
  cut: readonly Ending[];
  /** And where it stands still for longer than anybody waits. */
  stalled?: readonly Ending[];
}

const CREATE = "/createCredex";
const SEND = '"type":"text"';
/** How help begins. */
const HELP = en.help.slice(0, 30);
/** As it is on the wires: before a line break, which JSON spells differently. */
const OFFERED = said("offer.sent").replace(/^\W+|\n.*$/gs, "");

const always = (ending: Ending) => ({ killed: [ending], cut: [ending] });
/** The answer to the money call is lost with the process; a connection comes back. */
const inHand = { killed: ["found"], cut: ["sent"], stalled: ["sent"] } as const;
/** Where the connection is not back in a moment nobody can tell whether the mark is there, so nothing leaves. */
const inDoubt = ["sent", "lost"] as const;
const atEach = (phases: readonly Phase[], step: Omit<FaultPoint, "phase">): FaultPoint[] =>
  phases.map((phase) => ({ ...step, name: `${NAMES[phase]} ${step.name}`, phase }));
const NAMES = {
  before: "before",
  half: "within",
  during: "during",
  answer: "after",
};
const lostAnswer = (world: World) =>
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");

/** Every step of the way that a tap on "Send offer" takes, in its order. */
const allPoints: FaultPoint[] = [
  ...atEach(["before", "half", "answer"], {
    name: "the tap enters",
    wire: "redis",
    words: [shaOf("enter")],
    ...always("sent"),
    stalled: ["sent"],
  }),
  ...atEach(["before", "half", "answer"], {
    name: "the tap is committed, which claims the call",
    wire: "redis",
    words: [shaOf("commit"), "\r\nmt "],
    ...always("sent"),
    stalled: ["sent"],
  }),
  ...atEach(["before", "answer"], {
    name: "the message is marked as read",
    wire: "whatsapp",
    words: ['"status":"read"', TAP_ID],
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "the credex-core token is loaded for the call",
    wire: "redis",
    words: ["\r\nget", "user:"],
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "what was there before is asked for",
    wire: "credex",
    words: ["/getLedger"],
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "a new login after a 401",
    wire: "credex",
    words: ["/login"],
    prepare: (world) => world.credexCore.faults.next({ kind: "unauthorized" }, "getLedger"),
    ...always("sent"),
  }),
  ...atEach(["before", "half"], {
    name: "the call is marked as sent",
    wire: "redis",
    words: [shaOf("markSent")],
    killed: ["sent"],
    cut: inDoubt,
  }),
  ...atEach(["answer"], {
    name: "the call is marked as sent",
    wire: "redis",
    words: [shaOf("markSent")],
    killed: ["lost"],
    cut: inDoubt,
    stalled: inDoubt,
  }),
  ...atEach(["before"], { name: "the call", wire: "credex", words: [CREATE], ...always("lost") }),
  ...atEach(["during", "answer"], {
    name: "the call",
    wire: "credex",
    words: [CREATE],
    ...always("found"),
    stalled: ["found"],
  }),
  ...atEach(["during"], {
    name: "the call, which is applied two seconds later",
    wire: "credex",
    words: [CREATE],
    prepare: (world) =>
      world.credexCore.faults.next({ kind: "apply late", delayMs: 2_000 }, "createCredex"),
    ...always("found"),
  }),
  ...atEach(["before", "half"], {
    name: "the answer to the call is committed",
    wire: "redis",
    words: [shaOf("commit"), "\r\nrt "],
    ...inHand,
  }),
  ...atEach(["answer"], {
    name: "the answer to the call is committed",
    wire: "redis",
    words: [shaOf("commit"), "\r\nrt "],
    ...always("sent"),
  }),
  ...atEach(["answer"], {
    name: "the waiting replies are found due",
    wire: "redis",
    words: [shaOf("due")],
    answer: "\r\nreplies ",
    killed: ["sent"],
    // A call that happens to be marked in that moment shares the connection.
    cut: inDoubt,
  }),
  ...atEach(["before", "answer"], {
    name: "the first reply is claimed",
    wire: "redis",
    words: [shaOf("claim"), "\r\nreplies "],
    ...always("sent"),
  }),
  ...atEach(["before", "during", "answer"], {
    name: "the first reply is sent",
    wire: "whatsapp",
    words: [SEND, HELP],
    ...always("sent"),
  }),
  ...atEach(["before", "half", "answer"], {
    name: "the first reply is settled",
    wire: "redis",
    words: [shaOf("settle"), "\r\nda "],
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "the news is sent",
    wire: "whatsapp",
    words: [OFFERED],
    ...always("sent"),
    stalled: ["sent"],
  }),
  ...atEach(["before", "answer"], {
    name: "the news is settled",
    wire: "redis",
    words: [shaOf("settle"), "\r\nda "],
    nth: 2,
    ...always("sent"),
    stalled: ["sent"],
  }),
  ...atEach(["before", "half", "answer"], {
    name: "the answer to the call is committed, which claims the news",
    wire: "redis",
    words: [shaOf("commit"), "\r\nrt "],
    isAlone: true,
    killed: ["found", "sent"],
    cut: ["sent"],
  }),
  ...atEach(["before", "during", "answer"], {
    name: "the claimed news is sent",
    wire: "whatsapp",
    words: [OFFERED],
    isAlone: true,
    ...always("sent"),
    stalled: ["sent"],
  }),
  ...atEach(["before", "half", "answer"], {
    name: "the claimed news is settled",
    wire: "redis",
    words: [shaOf("settle"), "\r\nda "],
    isAlone: true,
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "a delivery is noted",
    wire: "redis",
    words: [shaOf("report"), "\r\nsd "],
    ...always("sent"),
  }),
  ...atEach(["before", "answer"], {
    name: "a call without an answer is committed",
    wire: "redis",
    words: [shaOf("commit"), "createCredex unknown"],
    prepare: lostAnswer,
    ...always("found"),
  }),
  ...atEach(["answer"], {
    name: "a call without an answer is claimed, to be looked for",
    wire: "redis",
    words: [shaOf("claim"), "\r\nunsettled "],
    answer: "\r\n",
    prepare: lostAnswer,
    ...always("found"),
  }),
  ...atEach(["answer"], {
    name: "a call without an answer is reconciled",
    wire: "credex",
    words: ["/getLedger"],
    nth: 2,
    prepare: lostAnswer,
    ...always("found"),
  }),
  ...atEach(["before", "answer"], {
    name: "what was found is committed",
    wire: "redis",
    words: [shaOf("commit"), "\r\nrt ", "createCredex done"],
    prepare: lostAnswer,
    ...always("found"),
  }),
];

/** Those of the protocol: what the money call and the messages about it depend on. `npm test` strikes at these. */
const PROTOCOL = new Set([
  "within the tap is committed, which claims the call",
  "after the tap is committed, which claims the call",
  "after the answer to the call is committed, which claims the news",
  "before the call is marked as sent",
  "after the call is marked as sent",
  "during the call",
  "after the call",
  "during the call, which is applied two seconds later",
  "before the answer to the call is committed",
  "after the answer to the call is committed",
  "during the first reply is sent",
  "before the first reply is settled",
  "after what was found is committed",
]);

const protocolPoints = allPoints.filter(({ name }) => PROTOCOL.has(name));
if (protocolPoints.length !== PROTOCOL.size) throw new Error("A step of the protocol is misnamed");

/** The points of this run: all of them with `FAULT_POINTS=all`, as `.ci/run` sets it. */
export const faultPoints = process.env.FAULT_POINTS === "all" ? allPoints : protocolPoints;

/** A message enters by other scripts there, and keys begin with a hash tag. */
const onCluster = ({ words }: FaultPoint) => !words.includes(shaOf("enter"));
const CLUSTER_SHARE = new Set([
  "after the tap is committed, which claims the call",
  "after the call is marked as sent",
]);

/** The points of this run where the state is on a cluster. */
export const clusterFaultPoints = allPoints
  .filter(onCluster)
  .filter(({ name }) => process.env.CLUSTER_FAULT_POINTS === "all" || CLUSTER_SHARE.has(name));
