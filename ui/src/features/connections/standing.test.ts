import { expect, test } from "vitest";

import { standing } from "./standing";

const token = { kind: "token" as const, receivedAt: 0, expiry: { kind: "at" as const, at: 3600 }, needsPerson: false };

test("a valid token shows the minutes it has left", () => {
  expect(standing(token, 480)).toMatchObject({ text: "52 min", spoken: "Valid, ", tone: "" });
});

test("a token that expires soon counts seconds in amber", () => {
  expect(standing(token, 3380)).toMatchObject({ text: "3:40", tone: "warn", dial: { kind: "soon" } });
});

test("an unknown expiry is neither valid nor expired", () => {
  expect(standing({ kind: "token", receivedAt: 0, expiry: { kind: "unknown" }, needsPerson: false }, 10)).toMatchObject({
    text: "Unknown",
    dial: { kind: "unknown" },
  });
});

test("a run under way has a spinner in place of the dial", () => {
  expect(standing({ kind: "running" }, 0).dial).toBeUndefined();
});
