import { expect, test } from "vitest";

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import { inSight, keyOf, layOut } from "./layout";

function row(id: number): ConnectionRow {
  return { id: `${id}`, name: `${id}`, system: "", practice: false, folder: null, keepFresh: false, state: { kind: "no_token" } };
}

const many = { key: "many", name: "many", rows: Array.from({ length: 10_000 }, (_, index) => row(index)) };
const few = { key: "few", name: "few", rows: [row(-1)] };

test("however long the list, only what is in sight is drawn", () => {
  const layout = layOut([few, many], () => false);
  const { from, to } = inSight(layout, 200_000, 600);
  expect(to - from).toBeLessThan(26);
  expect(layout.edges[from]).toBeLessThanOrEqual(200_000);
  expect(layout.edges[to]).toBeGreaterThanOrEqual(200_600);
});

test("the beginning and the end are drawn whole", () => {
  const layout = layOut([few, many], () => false);
  const end = layout.edges.at(-1) ?? 0;
  expect(inSight(layout, 0, 600).from).toBe(0);
  expect(inSight(layout, end - 600, 600).to).toBe(layout.lines.length);
});

test("of a folded group only the heading stands", () => {
  const { lines } = layOut([few, many], (group) => group === many);
  expect(lines.map(keyOf)).toEqual(["few", "-1", "many"]);
});

test("an empty list has nothing to draw", () => {
  expect(inSight(layOut([], () => false), 0, 600)).toEqual({ from: 0, to: 0 });
});
