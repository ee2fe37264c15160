export interface Queues {
  /** Runs `task` when those given before it under the same name have ended, however they ended. */
  run<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** One queue for each name, kept only while something is in it. */
export function createQueues(): Queues {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(name, task) {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before.then(task, task);
      last.set(name, mine);
      const tidy = () => {
        if (last.get(name) === mine) last.delete(name);
      };
      mine.then(tidy, tidy);
      return mine;
    },
  };
}
