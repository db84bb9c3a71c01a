import { expect, test } from "vitest";

import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { SystemView } from "../bindings/SystemView";
import { matchingRows, matchingSystems } from "./search";

function row(name: string, system: string): ConnectionRow {
  return { id: name, name, system, practice: false, folder: null, keepFresh: false, state: { kind: "no_token" } };
}

const rows = [row("Zürich desk", "Alpha PBX"), row("Northwind", "Beta Center · trusted")];
const systems = [
  { id: "a", name: "Alpha PBX", summary: "Telephony", about: "Speaks of **App ID**.", ways: [] },
  { id: "b", name: "Beta Center", summary: "Contact center", about: "", ways: [{ name: "trusted" }] },
] as unknown as SystemView[];

function names(found: ConnectionRow[]): string[] {
  return found.map(({ name }) => name);
}

test("an empty search finds everything", () => {
  expect(matchingRows(rows, " ")).toHaveLength(2);
});

test("case and accents do not matter", () => {
  expect(names(matchingRows(rows, "ZURICH"))).toEqual(["Zürich desk"]);
});

test("every word must be found, in any order", () => {
  expect(names(matchingRows(rows, "trusted north"))).toEqual(["Northwind"]);
  expect(matchingRows(rows, "trusted zürich")).toEqual([]);
});

test("a phone system is found by the vendor's words in its description", () => {
  expect(matchingSystems(systems, "app id").map(({ id }) => id)).toEqual(["a"]);
});

test("a phone system is found by the name of one of its ways", () => {
  expect(matchingSystems(systems, "trusted").map(({ id }) => id)).toEqual(["b"]);
});
