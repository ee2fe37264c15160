/** Where on its way a request is caught. */
export type Phase =
  /** Nothing of it has reached the other side. */
  | "before"
  /** Half of its bytes have. */
  | "half"
  /** The other side has it, and has not answered yet. */
  | "during"
  /** The other side has done it and answered; nobody has heard the answer. */
  | "answer";

export interface Trap {
  phase: Phase;
  /** All of these are in the request; case does not matter. */
  words: readonly string[];
  /** This is in the answer; only for the phase of that name. */
  answer?: string | undefined;
  /** Which such request is caught; the first if not given. */
  nth?: number | undefined;
  /** What happens while the request is held, and to its connection after that. */
  strike: () => Promise<"cut" | "pass">;
}

/** A proxy in front of something that the server talks to. Requests pass until a trap is set for one. */
export interface Wire {
  port: number;
  /** Sets the one trap there is at a time. Resolves when something was caught, and the strike is over. */
  set(trap: Trap): Promise<void>;
  close(): Promise<void>;
}

export type Caught = () => Promise<"cut" | "pass">;

/** Holds a wire's trap, and says whether something is caught in it. */
export function createTraps() {
  let armed: { trap: Trap; left: number; onStruck: () => void } | undefined;

  return {
    set: (trap: Trap): Promise<void> =>
      new Promise((resolve) => {
        armed = { trap, left: trap.nth ?? 1, onStruck: resolve };
      }),

    /** What to do before `phase` is over, if the trap is for this. */
    spring(phase: Phase, request: string, answer = ""): Caught | undefined {
      if (armed?.trap.phase !== phase) return undefined;
      const { trap, onStruck } = armed;
      if (!includesAll(request, trap.words) || !includesAll(answer, [trap.answer ?? ""]))
        return undefined;
      armed.left -= 1;
      if (armed.left > 0) return undefined;
      armed = undefined;
      return async () => {
        const then = await trap.strike();
        onStruck();
        return then;
      };
    },
  };
}

function includesAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word.toLowerCase()));
}
