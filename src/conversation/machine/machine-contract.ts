import type { RecordFields } from "../model/record.ts";

/** What an application's machines and the conversation know of each other. */
export interface MachineContract {
  recordFields: RecordFields;
}
