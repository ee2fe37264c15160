import type { AnyStateMachine } from "xstate";
import { operations } from "../machines/kit.ts";
import { stagesOf } from "./conversation/machine/machine-stages.ts";
import { NOTIFICATION_KINDS } from "./credex/notification.ts";
import { contract } from "./credex/operations/contract.ts";
import { REFUSALS } from "./redis/redis-errors.ts";
import { DATA_KEY_REASON } from "./redis/sealing.ts";
import { type ApplicationLabels, stateLabelsOf } from "./telemetry/families.ts";
import { IGNORED_KINDS } from "./whatsapp/ignored-kinds.ts";
import { SEND_CODES, UNFIT_CODES } from "./whatsapp/send-errors.ts";
import { FIELDS } from "./whatsapp/webhook-field.ts";

/** Where the parts of this server report failures. */
const PLACES = [
  ...["ready", "redis", "webhook", "reply", "send", "read", "payees", "contacts"],
  ...["dispatcher", "sweep", "turn", "onTurn", "notice", "release", "rollout"],
];

const IGNORED = [
  ...["malformed", "unidentifiable", "system", "errors", "group message", "unknown field"],
  ...["other number", "flood", "bad JSON", "bad signature", "body too large", "busy", "slow body"],
];

/** The values that the labels of VimbisoPay's metrics can have. */
export function metricLabels(machine: AnyStateMachine): ApplicationLabels {
  const stages = [...new Set(stagesOf(machine))].map(stateLabelsOf);
  const byName = new Map(stages.map((labels) => [`${labels.machine}/${labels.state}`, labels]));
  const endpoints = new Set(Object.values(contract).map(({ endpoint }) => endpoint));
  return {
    webhooks: ["whatsapp", "credex"],
    operations: Object.keys(operations),
    states: [...byName.values()],
    sendCodes: SEND_CODES,
    unfitCodes: UNFIT_CODES,
    ignored: [...new Set([...IGNORED, ...IGNORED_KINDS, ...FIELDS])],
    notifications: NOTIFICATION_KINDS,
    places: [...PLACES, ...[...endpoints].map((endpoint) => `credex ${endpoint}`)],
    storeReasons: [...REFUSALS, DATA_KEY_REASON],
  };
}
