import { flushSync, tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { WallClock } from "./clock.svelte";

beforeEach(() => vi.useFakeTimers({ now: 1_700_000_040_000 }));
afterEach(() => vi.useRealTimers());

/** Looks at what `read` answers, until the function it answers with is called. */
function look(read: () => number, seen: number[]): () => void {
  const stop = $effect.root(() => {
    $effect(() => void seen.push(read()));
  });
  flushSync();
  return stop;
}

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    vi.advanceTimersByTime(1000);
    flushSync();
  }
}

test("whoever looks at seconds is told of each of them, until nobody looks", async () => {
  const clock = new WallClock();
  const seen: number[] = [];
  const stop = look(() => clock.now, seen);
  pass(3);
  expect(seen).toEqual([1_700_000_040, 1_700_000_041, 1_700_000_042, 1_700_000_043]);
  stop();
  await tick();
  expect(vi.getTimerCount()).toBe(0);
});

test("whoever looks at minutes is woken six times in a minute", () => {
  const clock = new WallClock();
  const seen: number[] = [];
  const wakes = vi.spyOn(globalThis, "setTimeout");
  const stop = look(() => clock.minute, seen);
  wakes.mockClear();
  pass(60);
  expect(seen.at(-1)).toBe(1_700_000_100);
  expect(wakes).toHaveBeenCalledTimes(6);
  stop();
});

test("a hidden window waits for nothing", () => {
  const clock = new WallClock();
  const seen: number[] = [];
  const stop = look(() => clock.now, seen);
  Object.defineProperty(document, "hidden", { configurable: true, value: true });
  document.dispatchEvent(new Event("visibilitychange"));
  expect(vi.getTimerCount()).toBe(0);
  Object.defineProperty(document, "hidden", { configurable: true, value: false });
  vi.setSystemTime(1_700_000_500_000);
  document.dispatchEvent(new Event("visibilitychange"));
  flushSync();
  expect(seen.at(-1)).toBe(1_700_000_500);
  stop();
});
