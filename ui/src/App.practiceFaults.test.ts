// What goes wrong on purpose: chosen on the practice screen, said wherever a practice connection is, switched off.

import { expect, test } from "vitest";

import all from "./backend/fake/faults.json";
import { argsOf, click, element, open, page, pass, wasCalled } from "./testPage";

const list = (): HTMLSelectElement => element("select[aria-labelledby=going-wrong]");

async function choose(fault: string): Promise<void> {
  list().value = fault;
  list().dispatchEvent(new Event("change", { bubbles: true }));
  await pass(100);
}

test("nothing goes wrong to begin with, and every fault can be chosen from its group", async () => {
  await open("practice");
  const [first, ...others] = list().options;
  expect([first?.value, first?.textContent, list().value]).toEqual(["", "Nothing goes wrong", ""]);
  expect(others.map(({ value }) => value)).toEqual(all.map(({ name }) => name));
  for (const { name, group } of all) {
    expect(element<HTMLOptionElement>(`option[value=${name}]`).closest("optgroup")?.label).toBe(group);
  }
  expect(page()).not.toContain("Wrong on purpose");
});

test("what is chosen is explained, said lastingly, and switched off again", async () => {
  await open("practice");
  await choose("slow");
  expect(argsOf("practice_choose_fault")).toEqual({ fault: "slow" });
  expect(page()).toContain("Every answer comes after 8 seconds.");
  expect(page()).toContain("Wrong on purpose in the practice system: It takes its time.");
  await click("Switch it off");
  expect(argsOf("practice_choose_fault")).toEqual({ fault: null });
  expect([list().value, page().includes("Wrong on purpose")]).toEqual(["", false]);
});

test("the first choice switches off what was on", async () => {
  await open("practice-fault");
  expect(list().value).toBe("web-page");
  await choose("");
  expect(argsOf("practice_choose_fault")).toEqual({ fault: null });
});

test("what there is to try against a fault can be copied, and the addresses are asked for again", async () => {
  await open("practice");
  await choose("asks-for-client-certificate");
  await click("BEGIN CERTIFICATE");
  expect(argsOf("text_copy")).toHaveProperty("text", expect.stringContaining("BEGIN CERTIFICATE"));
  expect(argsOf("practice_open")).toEqual({});
});

test("the page of a practice connection says that something goes wrong on purpose until it is switched off", async () => {
  await open("practice-failing");
  expect(page()).toContain("Wrong on purpose in the practice system: A web page answers.");
  await click("Switch it off");
  expect(page()).not.toContain("Wrong on purpose");
  expect(document.activeElement?.tagName).toBe("H1");
});

test("the form of a practice connection says so too", async () => {
  await open("set-up-practice-fault");
  expect(page()).toContain("Wrong on purpose in the practice system: It made its certificate itself.");
});

test("the page of a real connection knows nothing of it", async () => {
  await open("valid");
  expect(wasCalled("practice_faults")).toBe(false);
  expect(page()).not.toContain("Wrong on purpose");
});
