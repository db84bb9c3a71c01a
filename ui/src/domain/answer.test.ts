import { expect, test } from "vitest";

import { readAnswer } from "./answer";

function read(value: unknown): ReturnType<typeof readAnswer> {
  return readAnswer(JSON.stringify(value));
}

test("a wrapped list of flat objects becomes a table", () => {
  expect(read({ meta: { total: 2 }, objects: [{ name: "a", level: 1 }, { name: "b", level: null }] })).toEqual({
    kind: "table",
    columns: ["name", "level"],
    rows: [
      ["a", "1"],
      ["b", "–"],
    ],
    more: 0,
  });
});

test("columns that are empty everywhere or nested somewhere are left out", () => {
  expect(read([{ id: 1, gone: null, rights: ["x"] }])).toMatchObject({ columns: ["id"], rows: [["1"]] });
});

test("a long list is cut and says how many are left", () => {
  const list = Array.from({ length: 60 }, (_, id) => ({ id }));
  expect(read(list)).toMatchObject({ kind: "table", more: 10 });
});

test("an empty list is named as such", () => {
  expect(read({ result: { records: [] } })).toEqual({ kind: "empty" });
});

test("a flat object becomes names beside values", () => {
  expect(read({ id: 7, active: true, boss: null, address: { city: "x" } })).toEqual({
    kind: "facts",
    facts: [
      ["id", "7"],
      ["active", "true"],
      ["boss", "–"],
    ],
  });
});

test("what is no JSON, or has no simple shape, stays raw", () => {
  expect(readAnswer('{"cut": [1, 2')).toBeUndefined();
  expect(read("text")).toBeUndefined();
  expect(read([1, 2])).toBeUndefined();
  expect(read({ a: { b: { c: 1 } } })).toBeUndefined();
});
