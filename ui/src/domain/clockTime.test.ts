import { expect, test } from "vitest";

import { clockTime, dayAndTime } from "./clockTime";

const afternoon = new Date(2026, 10, 21, 15, 4).getTime() / 1000;

test("today is a clock time", () => {
  expect(clockTime(afternoon, afternoon + 60)).toBe("15:04");
});

test("another day has its date before the time", () => {
  expect(clockTime(afternoon, afternoon + 86_400)).toBe("21 Nov 15:04");
});

test("the hours before ten have two digits", () => {
  const morning = new Date(2026, 10, 21, 7, 30).getTime() / 1000;
  expect(clockTime(morning, afternoon)).toBe("07:30");
});

test("another year is named", () => {
  expect(clockTime(afternoon, afternoon + 200 * 86_400)).toBe("21 Nov 2026 15:04");
});

test("in a list of times today and yesterday are called so", () => {
  expect(dayAndTime(afternoon, afternoon + 60)).toBe("Today 15:04");
  expect(dayAndTime(afternoon, afternoon + 86_400)).toBe("Yesterday 15:04");
  expect(dayAndTime(afternoon, afternoon + 3 * 86_400)).toBe("21 Nov 15:04");
});
