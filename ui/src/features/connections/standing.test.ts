import { expect, test } from "vitest";

import { followsSeconds, needsYou, standing } from "./standing";

const row = { id: "a", name: "a", system: "", practice: false, folder: null };
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

test("an expired token needs you unless it is renewed by itself", () => {
  expect(needsYou({ ...row, keepFresh: false, state: token }, 3599)).toBe(false);
  expect(needsYou({ ...row, keepFresh: false, state: token }, 3600)).toBe(true);
  expect(needsYou({ ...row, keepFresh: true, state: token }, 3600)).toBe(false);
  expect(needsYou({ ...row, keepFresh: true, state: { ...token, needsPerson: true } }, 3600)).toBe(true);
});

test.each(["failed", "sign_in_again", "uncertain"] as const)("a connection that is %s needs you", (kind) => {
  expect(needsYou({ ...row, keepFresh: true, state: { kind } }, 0)).toBe(true);
});

test.each(["no_token", "running"] as const)("a connection with %s does not", (kind) => {
  expect(needsYou({ ...row, keepFresh: false, state: { kind } }, 0)).toBe(false);
});

test("only a token that has just come or expires soon is followed by the second", () => {
  expect(followsSeconds({ ...token, receivedAt: 30 }, 0)).toBe(true);
  expect(followsSeconds(token, 480)).toBe(false);
  expect(followsSeconds(token, 3180)).toBe(false);
  expect(followsSeconds(token, 3240)).toBe(true);
  expect(followsSeconds(token, 3540)).toBe(true);
  expect(followsSeconds(token, 3600)).toBe(false);
  expect(followsSeconds({ ...token, expiry: { kind: "at", at: 90 } }, 0)).toBe(true);
  expect(followsSeconds({ kind: "failed" }, 0)).toBe(false);
});
