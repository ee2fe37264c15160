/** Lets so many in at once; the others wait in line. */
export function createTurnstile(places: number) {
  let free = places;
  const line: (() => void)[] = [];
  return {
    async pass<T>(work: () => Promise<T>): Promise<T> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => line.push(resolve));
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
