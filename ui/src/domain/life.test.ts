import { expect, test } from "vitest";

import { countdown, countsSeconds, inWords, lifeOf, shortTime } from "./life";

const hour = 3600;

test("a fresh token is valid and its dial is full", () => {
  expect(lifeOf(1000, { kind: "at", at: 1000 + hour }, 1000)).toEqual({
    kind: "valid",
    at: 1000 + hour,
    left: hour,
    total: hour,
    percent: 100,
  });
});

test("under a tenth of its life a token expires soon", () => {
  expect(lifeOf(0, { kind: "at", at: 1000 }, 899).kind).toBe("valid");
  expect(lifeOf(0, { kind: "at", at: 1000 }, 901).kind).toBe("soon");
});

test("a token has expired in the very second its time is up", () => {
  expect(lifeOf(0, { kind: "at", at: 1000 }, 999).kind).toBe("soon");
  expect(lifeOf(0, { kind: "at", at: 1000 }, 1000).kind).toBe("expired");
});

test("a token whose answer names no time is unknown, however old it is", () => {
  expect(lifeOf(0, { kind: "unknown" }, 10 ** 9)).toEqual({ kind: "unknown" });
});

test("a clock that was set back does not overfill the dial", () => {
  expect(lifeOf(1000, { kind: "at", at: 2000 }, 500)).toMatchObject({ percent: 100 });
});

test("the countdown shows hours only when there are some", () => {
  expect(countdown(52 * 60 + 14)).toBe("52:14");
  expect(countdown(hour + 2 * 60 + 4)).toBe("1:02:04");
  expect(countdown(9)).toBe("0:09");
});

test("a row counts minutes, hours or days, and seconds only at the end", () => {
  expect(shortTime(52 * 60 + 14, false)).toBe("52 min");
  expect(shortTime(220, true)).toBe("3:40");
  expect(shortTime(220, false)).toBe("3 min");
  expect(shortTime(5 * hour, false)).toBe("5 h");
  expect(shortTime(103 * 24 * hour, false)).toBe("103 days");
  expect(shortTime(42, false)).toBe("0:42");
});

test("a span in words names its two largest units", () => {
  expect(inWords(hour)).toBe("1 hour");
  expect(inWords(52 * 60 + 14)).toBe("52 minutes 14 seconds");
  expect(inWords(26 * hour + 61)).toBe("1 day 2 hours");
  expect(inWords(0)).toBe("less than a second");
});

test("seconds are counted in the last two days of a token, and not once it is over", () => {
  const minute = 1_700_000_040;
  const at = (left: number) => countsSeconds({ kind: "at", at: minute + left }, minute);
  expect(countsSeconds({ kind: "unknown" }, minute)).toBe(false);
  expect(at(2 * 86_400 + 60)).toBe(false);
  expect(at(2 * 86_400 + 59)).toBe(true);
  expect(at(1)).toBe(true);
  expect(at(0)).toBe(false);
});
