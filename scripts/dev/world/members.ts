import { z } from "zod";
import type { Member } from "../../../src/playground/protocol.ts";

/** The members, kept from one run to the next. */
export interface Members {
  list(): Member[];
  has(number: string): boolean;
  /** Fills in a free number and a name where absent; a known member stays unchanged. */
  add(wanted: Wanted): Member;
}

export interface Wanted {
  name?: string | undefined;
  number?: string | undefined;
  locale?: string | undefined;
  /** The member whose accounts this number has too. */
  sameAs?: string | undefined;
}

const Kept = z.array(
  z.object({
    number: z.string(),
    name: z.string(),
    locale: z.string(),
    sameAs: z.string().optional(),
  }),
);

/** The default member of `npm run chat`. */
const FIRST_NUMBER = 263_771_234_567;
const NEWCOMER = { number: `${FIRST_NUMBER}`, name: "New member", locale: "en" };

export function createMembers({
  file,
  known,
  alias,
}: {
  /** The JSON file that stores them. */
  file: { read(): unknown; write(members: unknown): void };
  /** Members of credex-core, whose phones exist from the start. */
  known: readonly { phone: string; firstname: string; lastname: string }[];
  alias: (options: { phone: string; of: string }) => void;
}): Members {
  const kept = Kept.catch([]).parse(file.read() ?? []);
  const members = new Map(kept.map((member) => [member.number, member]));
  for (const { number, sameAs } of kept) if (sameAs) alias({ phone: number, of: sameAs });
  const start = known.map(({ phone, firstname, lastname }) => ({
    number: phone,
    name: `${firstname} ${lastname}`,
    locale: "en",
  }));
  for (const member of [NEWCOMER, ...start])
    if (!members.has(member.number)) members.set(member.number, member);
  const show = ({ number, name, locale }: Member): Member => ({ number, name, locale });

  return {
    list: () => [...members.values()].map(show),
    has: (number) => members.has(number),
    add({ number = freeNumber(), name, locale = "en", sameAs }) {
      const there = members.get(number);
      if (there) return show(there);
      const member = { number, name: name ?? `Member ${members.size + 1}`, locale };
      members.set(number, { ...member, ...(sameAs !== undefined && { sameAs }) });
      if (sameAs !== undefined) alias({ phone: number, of: sameAs });
      file.write([...members.values()]);
      return member;
    },
  };

  function freeNumber(): string {
    for (let number = FIRST_NUMBER + 1; ; number += 1)
      if (!members.has(`${number}`)) return `${number}`;
  }
}
