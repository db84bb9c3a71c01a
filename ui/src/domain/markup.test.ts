import { expect, test } from "vitest";

import { drawPath, parseMarkup } from "./markup";

test("a menu path in the vendor's words is taken apart", () => {
  expect(parseMarkup("Open **Users & Devices > Clients** now.")).toEqual([
    { kind: "plain", text: "Open " },
    { kind: "vendor", path: ["Users & Devices", "Clients"] },
    { kind: "plain", text: " now." },
  ]);
});

test("a mark without its partner stays as it is", () => {
  expect(parseMarkup("2 ** 3")).toEqual([{ kind: "plain", text: "2 ** 3" }]);
});

test("a greater-than sign outside the vendor's words is no path", () => {
  expect(parseMarkup("5 > 3")).toEqual([{ kind: "plain", text: "5 > 3" }]);
});

test("f96 markup is text and never becomes an element", () => {
  expect(parseMarkup("<b>**<i>**</b>")).toEqual([
    { kind: "plain", text: "<b>" },
    { kind: "vendor", path: ["<i>"] },
    { kind: "plain", text: "</b>" },
  ]);
});

test("a place is drawn with small arrows", () => {
  expect(drawPath("A > B > C")).toBe("A › B › C");
});
