/** Seeded random decisions: the same seed and name give the same sequence. */
export interface Random {
  /** From 0 to 1, without 1. */
  roll(): number;
  between(min: number, max: number): number;
  /** True with this probability. */
  isLucky(share: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** An independent sequence, so that one user's calls do not shift another's. */
  for(name: string): Random;
}

export function createRandom(seed: string): Random {
  const roll = mulberry32(hash(seed));
  const between = (min: number, max: number) => min + roll() * (max - min);
  return {
    roll,
    between,
    isLucky: (share) => roll() < share,
    pick: (from) => from[Math.floor(roll() * from.length)] ?? from[0],
    for: (name) => createRandom(`${seed}/${name}`),
  };
}

/** A well-known small generator of 32 bits. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let hashed = 0x811c9dc5;
  for (const letter of text) {
    hashed = Math.imul(hashed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return hashed >>> 0;
}
