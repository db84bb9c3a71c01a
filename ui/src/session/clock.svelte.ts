// The present second, for everything that counts down. It stands still while the window is hidden.

export class WallClock {
  /** Seconds since 1970. */
  now = $state(present());
  /** The beginning of the present minute, for what need not count seconds. */
  readonly minute = $derived(this.now - (this.now % 60));

  /** Starts ticking; answers with what stops it. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      clearTimeout(timer);
      this.now = present();
      // The next tick falls on the beginning of a second, so that dials and clocks change together.
      if (!document.hidden) timer = setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    tick();
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }
}

function present(): number {
  return Math.floor(Date.now() / 1000);
}
