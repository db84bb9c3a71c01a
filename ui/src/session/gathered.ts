// Many calls for the same work, answered by few runs of it.

/**
 * Answers with a function that has `work` done: at once, one run at a time and none sooner than `milliseconds` after
 * the one before, however often it is called. Nothing is done while the window is hidden.
 */
export function gathered(work: () => Promise<void>, milliseconds: number): () => void {
  let isUnderWay = false;
  let wanted = false;

  async function run(): Promise<void> {
    isUnderWay = true;
    while (wanted) {
      await visible();
      wanted = false;
      await work();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
    isUnderWay = false;
  }

  return () => {
    wanted = true;
    if (!isUnderWay) void run();
  };
}

function visible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", () => { resolve(); }, { once: true });
  });
}
