import { expect, test } from "vitest";

import type { ConnectionRow } from "../bindings/ConnectionRow";
import { foldersOf, inGroups } from "./groups";

function row(name: string, system: string, folder: string | null, practice = false): ConnectionRow {
  return { id: name, name, system, practice, folder, keepFresh: false, state: { kind: "no_token" } };
}

const rows = [
  row("a", "Quill · public", null),
  row("b", "Anvil", "Site 10"),
  row("c", "Quill · trusted", null),
  row("d", "Quill", "site 9"),
  row("e", "Anvil", null, true),
  row("f", "Anvil", null),
];

test("own folders come first, by name and number; the rest stands under its phone system", () => {
  const groups = inGroups(rows).map(({ name, rows }) => [name, rows.map(({ id }) => id).join("")]);
  expect(groups).toEqual([
    ["site 9", "d"],
    ["Site 10", "b"],
    ["Anvil", "f"],
    ["Practice", "e"],
    ["Quill", "ac"],
  ]);
});

test("a folder named like a phone system is a group of its own", () => {
  const keys = inGroups([row("a", "Anvil", null), row("b", "Anvil", "Anvil")]).map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
});

test("each folder is named once", () => {
  expect(foldersOf([...rows, row("g", "Quill", "Site 10")])).toEqual(["site 9", "Site 10"]);
});
