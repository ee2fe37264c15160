export interface ConversationQueue {
  /**
   * Runs `task` when no other of that name is running and none that waits comes before it by its own time
   * (`at`, in milliseconds), however those have ended. The task is informed whether another ran before it meanwhile.
   */
  run<T>(options: {
    name: string;
    at: number;
    task: (hasWaited: boolean) => Promise<T>;
  }): Promise<T>;
}

interface Waiting {
  at: number;
  begin: (hasWaited: boolean) => Promise<void>;
}

/** One queue for each name, kept only while something is in it. */
export function createConversationQueue(): ConversationQueue {
  const queues = new Map<string, Waiting[]>();

  async function empty(name: string, queue: Waiting[]): Promise<void> {
    // Others that come in the same moment may be older.
    await Promise.resolve();
    let isFirst = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      await next.begin(!isFirst);
      isFirst = false;
    }
    queues.delete(name);
  }

  return {
    run: ({ name, at, task }) =>
      new Promise((resolve, reject) => {
        const begin = (hasWaited: boolean) =>
          Promise.resolve(hasWaited).then(task).then(resolve, reject);
        const queue = queues.get(name) ?? [];
        const before = queue.findLastIndex((waiting) => waiting.at <= at);
        queue.splice(before + 1, 0, { at, begin });
        if (queues.has(name)) return;
        queues.set(name, queue);
        void empty(name, queue);
      }),
  };
}
