import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { gathered } from "./gathered";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function hide(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

test("the first call is answered at once, the next ones together", async () => {
  const work = vi.fn(() => Promise.resolve());
  const call = gathered(work, 1000);
  call();
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(1);
  for (let times = 0; times < 20; times += 1) call();
  await vi.advanceTimersByTimeAsync(999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(work).toHaveBeenCalledTimes(2);
});

test("a call after a quiet time is answered at once again", async () => {
  const work = vi.fn(() => Promise.resolve());
  const call = gathered(work, 1000);
  call();
  await vi.advanceTimersByTimeAsync(5000);
  call();
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(2);
});

test("a hidden window does nothing until it is seen", async () => {
  const work = vi.fn(() => Promise.resolve());
  hide(true);
  gathered(work, 1000)();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).not.toHaveBeenCalled();
  hide(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(1);
});
