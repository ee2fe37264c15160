import type { SessionRecord } from "../../conversation/model/record.ts";

interface Saved {
  status?: unknown;
  value?: unknown;
  children?: { [id: string]: { src?: unknown; snapshot: Saved } };
}

/** The name of the machine that the member is in: root, or the innermost open form. */
export function innermostMachine({ machine, snapshot }: SessionRecord): string {
  let name = machine.id;
  for (let open = openChild(snapshot); open; open = openChild(open.snapshot))
    name = String(open.src);
  return name;
}

function openChild({ children = {} }: Saved) {
  return Object.values(children).find(
    ({ snapshot }) => snapshot.status === "active" && snapshot.value !== undefined,
  );
}
