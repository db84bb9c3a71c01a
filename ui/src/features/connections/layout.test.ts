import { expect, test } from "vitest";

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import { edgesOf, inSight, keyOf, layOut, lineAt, placeOf } from "./layout";

function row(id: number): ConnectionRow {
  return { id: `${id}`, name: `${id}`, system: "", practice: false, folder: null, keepFresh: false, state: { kind: "no_token" } };
}

const many = { key: "many", name: "many", rows: Array.from({ length: 10_000 }, (_, index) => row(index)) };
const few = { key: "few", name: "few", rows: [row(-1)] };
const both = layOut([few, many], () => false);

test.each([0, 100, 200_000, both.height - 600])("scrolled down by %d, only what is in sight is drawn, and all of it", (top) => {
  const { lines, above, below } = inSight(both, top, 600);
  expect(lines.length).toBeLessThan(26);
  expect(above).toBeLessThanOrEqual(top);
  expect(below).toBeLessThanOrEqual(both.height - top - 600);
  const places = lines.map(({ place }) => place);
  expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
  const heights = places.map((place) => edgesOf(both, place)).reduce((sum, { upper, lower }) => sum + lower - upper, 0);
  expect(above + heights + below).toBe(both.height);
});

test("a list that has grown shorter than it was scrolled is still drawn", () => {
  expect(inSight(layOut([few], () => false), 200_000, 600).lines).toHaveLength(2);
});

test("of a folded group only the heading stands", () => {
  const folded = layOut([few, many], (group) => group === many);
  expect(inSight(folded, 0, 600).lines.map(keyOf)).toEqual(["few", "-1", "many"]);
});

test("an empty list has nothing to draw", () => {
  expect(inSight(layOut([], () => false), 0, 600)).toEqual({ lines: [], above: 0, below: 0 });
});

test("each line has a place and is found there", () => {
  for (const key of ["few", "-1", "many", "0", "9999"]) {
    const line = lineAt(both, placeOf(both, key));
    expect(line && keyOf(line)).toBe(key);
  }
  expect(placeOf(both, "gone")).toBe(-1);
  expect(lineAt(both, both.count)).toBeUndefined();
  expect(lineAt(both, -1)).toBeUndefined();
});
