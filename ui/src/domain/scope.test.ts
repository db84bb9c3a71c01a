import { expect, test } from "vitest";

import { scopeInWords } from "./scope";

test("an answer without a scope grants what was asked for", () => {
  expect(scopeInWords("a b", null)).toEqual({ scope: "a b", remark: "granted as asked" });
});

test("the order of the words does not matter", () => {
  expect(scopeInWords("a b", "b a").remark).toBe("granted as asked");
});

test("another scope is shown beside the one that was asked for", () => {
  expect(scopeInWords("a b", "a")).toEqual({ scope: "a", remark: "you asked for a b" });
});

test("a scope nobody asked for is the phone system's choice", () => {
  expect(scopeInWords(null, "all")).toEqual({ scope: "all", remark: "chosen by the phone system" });
  expect(scopeInWords(null, null).scope).toBe("");
});
