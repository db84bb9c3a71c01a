// The present second, for everything that counts down. It stands still while the window is hidden, and while nothing on
// the screen looks at it nobody is woken for it.

import { createSubscriber } from "svelte/reactivity";

/** A minute is looked for more often than it comes, since it may come while the computer sleeps. */
const LOOK_SECONDS = 10;

export class WallClock {
  private readonly everySecond = createSubscriber((update) => ticking(1, update));
  private readonly everyMinute = createSubscriber((update) => ticking(LOOK_SECONDS, update));

  /** Seconds since 1970. Whoever shows it is drawn once a second. */
  get now(): number {
    this.everySecond();
    return present();
  }

  /** The beginning of the present minute, for what need not count seconds. */
  get minute(): number {
    this.everyMinute();
    const now = present();
    return now - (now % 60);
  }
}

/** Calls `update` whenever the clock comes to a multiple of `seconds`; answers with what stops that. */
function ticking(seconds: number, update: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    const period = seconds * 1000;
    // All that ticks falls on the beginning of a second, so that dials and clocks change together.
    if (!document.hidden) timer = setTimeout(tick, period - (Date.now() % period));
  };
  const tick = (): void => {
    update();
    wait();
  };
  wait();
  document.addEventListener("visibilitychange", tick);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

function present(): number {
  return Math.floor(Date.now() / 1000);
}
