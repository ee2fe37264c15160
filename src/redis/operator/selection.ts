/** Which of the kept failures are meant: dead letters or parked events. */
export interface Selection {
  code?: string | undefined;
  conversationId?: string | undefined;
  /** When they were kept, in milliseconds. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface Page {
  offset: number;
  limit: number;
}

/** What a selection selects by. */
export interface Selectable {
  code: string;
  conversationId: string;
  at: number;
}

/**
 * Runs an action on each that is selected, oldest first within a partition. The action returns whether it has removed
 * the item.
 */
export type ForEach<Item> = (
  selection: Selection,
  action: (item: Item) => Promise<boolean>,
) => Promise<void>;

/**
 * Reads items in chunks, whose offset counts those that are still there. Items that are added meanwhile are left alone.
 */
export function createForEach<Item extends Selectable>(
  readChunk: (offset: number, selection: Selection & { to: number }) => Promise<Item[]>,
): ForEach<Item> {
  return async (selection, action) => {
    const bounded = { ...selection, to: selection.to ?? Date.now() };
    const remains = async (item: Item) => !(isSelected(item, bounded) && (await action(item)));
    let offset = 0;
    let chunk: Item[];
    do {
      chunk = await readChunk(offset, bounded);
      for (const item of chunk) if (await remains(item)) offset += 1;
    } while (chunk.length > 0);
  };
}

/** Those of each partition, one partition after another. */
export function oneAfterAnother<Item>(partitions: ForEach<Item>[]): ForEach<Item> {
  return async (selection, action) => {
    for (const forEach of partitions) await forEach(selection, action);
  };
}

/** One page of what is selected, and how many there are in all. */
export async function listPage<Item>(
  forEach: ForEach<Item>,
  selection: Selection,
  { offset, limit }: Page,
): Promise<{ items: Item[]; total: number }> {
  const items: Item[] = [];
  let total = 0;
  await forEach(selection, async (item) => {
    if (total >= offset && items.length < limit) items.push(item);
    total += 1;
    return false;
  });
  return { items, total };
}

/** How many of each code are selected. */
export async function countCodes<Item extends Selectable>(
  forEach: ForEach<Item>,
  selection: Selection,
): Promise<{ [code: string]: number }> {
  const counts = new Map<string, number>();
  await forEach(selection, async ({ code }) => {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    return false;
  });
  return Object.fromEntries(counts);
}

export async function findOne<Item>(
  forEach: ForEach<Item>,
  isWanted: (item: Item) => boolean,
): Promise<Item | undefined> {
  let found: Item | undefined;
  await forEach({}, async (item) => {
    if (isWanted(item)) found = item;
    return false;
  });
  return found;
}

function isSelected(
  item: Selectable,
  { code = item.code, conversationId = item.conversationId, from = item.at, to }: Selection,
): boolean {
  const isInTime = item.at >= from && item.at <= (to ?? item.at);
  return item.code === code && item.conversationId === conversationId && isInTime;
}
