import { expect, test } from "vitest";

import type { Check } from "../../bindings/Check";
import { byPlace, summary } from "./checks";

function check(state: Check["state"], place: string | null = "pbx.test:443"): Check {
  return { kind: "port", place, name: "The port answers", state, sentence: null, action: null };
}

test("the sentence names what is worst", () => {
  expect(summary([check("good"), check("skipped")])).toBe("The way is clear");
  expect(summary([check("warning"), check("good")])).toBe("Reachable, with one thing to look at");
  expect(summary([check("warning"), check("warning"), check("warning")])).toBe("Reachable, with 3 things to look at");
  expect(summary([check("bad"), check("warning")])).toBe("It cannot work like this yet");
});

test("checks of one place stand together, those of none last", () => {
  const groups = byPlace([check("good", null), check("good", "a:443"), check("good", "b:443"), check("bad", "a:443")]);
  expect(groups.map(({ place, checks }) => [place, checks.length])).toEqual([
    ["a:443", 2],
    ["b:443", 1],
    [null, 1],
  ]);
});
