// The list of connections and what is done with one: groups, folders, deleting and putting back, keeping fresh.

import { expect, test, vi } from "vitest";

import type { Backend } from "./backend/backend";
import { BackendError } from "./backend/error";
import {
  argsOf,
  button,
  called,
  click,
  element,
  enter,
  labelled,
  open,
  page,
  pass,
  press,
  submit,
  typeIn,
  wasCalled,
} from "./testPage";

function texts(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());
}

function headings(): string[] {
  return texts(".group > .cut");
}

function names(): string[] {
  return texts(".row > .name");
}

async function choose(action: string): Promise<void> {
  await click("More actions");
  await click(action);
}

/** Tells that others changed connections, for a test to use. */
function telling(): { change: () => Partial<Backend>; tell: () => void } {
  let listener: () => void = () => undefined;
  return {
    tell: () => {
      listener();
    },
    change: () => ({
      onConnectionsChanged(given) {
        listener = given;
        return Promise.resolve();
      },
    }),
  };
}

test("own folders stand first, with how many lie in each", async () => {
  await open("valid");
  expect(headings().slice(0, 4)).toEqual(["Alderbrook Hotels", "Kestrel Logistics", "Mistral Clinics", "Northwind"]);
  expect(element(".group .count").textContent).toBe("3 connections");
});

test("a group folds and unfolds, and a search looks into folded ones", async () => {
  await open("valid");
  await click("Alderbrook Hotels");
  expect(names()).not.toContain("Alderbrook spa");
  expect(button("Alderbrook Hotels").getAttribute("aria-expanded")).toBe("false");
  await typeIn(element("input[type=search]"), "spa");
  expect(names()).toContain("Alderbrook spa");
  await typeIn(element("input[type=search]"), "");
  await click("Alderbrook Hotels");
  expect(names()).toContain("Alderbrook spa");
});

test("a folder is found by its name", async () => {
  await open("valid");
  await typeIn(element("input[type=search]"), "clinics wallboard");
  expect(names()).toEqual(["Mistral wallboard"]);
});

test("those that need you are counted and shown alone", async () => {
  await open("valid");
  const count = Number(element(".segments button:last-child .count").textContent);
  await click("Need you");
  expect(names()).toHaveLength(count);
  expect(names()).toContain("Mistral wallboard");
  expect(names()).not.toContain("Northwind HQ");
});

test("a row that is kept fresh says so", async () => {
  await open("valid");
  const row = [...document.querySelectorAll(".row")].find((each) => each.textContent.includes("Northwind contact centre"));
  expect(row?.textContent).toContain("kept fresh");
});

test("f21 of ten thousand connections a few rows are drawn", async () => {
  await open("many");
  expect(page()).toContain("10,027");
  expect(names().length).toBeLessThan(60);
});

test("f98 the keys go from the search through the list and back", async () => {
  await open("valid");
  await press(window, "k");
  expect(document.activeElement?.tagName).not.toBe("INPUT");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }));
  const search = element("input[type=search]");
  expect(document.activeElement).toBe(search);
  await press(search, "ArrowDown");
  expect(document.activeElement?.textContent).toContain("Alderbrook Hotels");
  await press(document.activeElement as Element, "ArrowDown");
  expect(document.activeElement?.textContent).toContain("Alderbrook front desk");
  await press(document.activeElement as Element, "End");
  expect(document.activeElement?.textContent).toContain("Practice OAuth");
  await press(document.activeElement as Element, "Home");
  await press(document.activeElement as Element, "ArrowLeft");
  expect(document.activeElement?.getAttribute("aria-expanded")).toBe("false");
  await press(document.activeElement as Element, "ArrowUp");
  expect(document.activeElement).toBe(search);
});

test("f98 Tab stops once in the list, at the open connection", async () => {
  await open("valid");
  const stops = [...document.querySelectorAll<HTMLElement>("[data-place]")].filter(({ tabIndex }) => tabIndex === 0);
  expect(stops.map(({ textContent }) => textContent.includes("Northwind HQ"))).toEqual([true]);
});

test("a connection is deleted without a question, and put back by one click", async () => {
  await open("valid");
  await choose("Delete");
  await pass(300);
  expect(argsOf("connection_delete")).toEqual({ id: "valid" });
  expect(names()).not.toContain("Northwind HQ");
  expect(document.activeElement?.tagName).toBe("H1");
  await click("Undo");
  await pass(300);
  expect(argsOf("connection_put_back")).toEqual({ id: "valid" });
  expect(element("h1").textContent).toBe("Northwind HQ");
  expect(document.querySelector(".toast")).toBeNull();
});

test("the usual keys put it back as well, but not while something is typed", async () => {
  await open("valid");
  await choose("Delete");
  await pass(300);
  const undo = { key: "z", ctrlKey: true, bubbles: true };
  element("input[type=search]").dispatchEvent(new KeyboardEvent("keydown", undo));
  await pass(300);
  expect(wasCalled("connection_put_back")).toBe(false);
  element("h1").dispatchEvent(new KeyboardEvent("keydown", undo));
  await pass(300);
  expect(element("h1").textContent).toBe("Northwind HQ");
});

test("the offer to put a connection back lasts eight seconds, longer while it has the focus", async () => {
  await open("valid");
  await choose("Delete");
  await pass(7000);
  button("Undo").focus();
  await pass(5000);
  button("Undo").blur();
  await pass(7000);
  expect(page()).toContain("“Northwind HQ” is deleted.");
  await pass(1500);
  expect(document.querySelector(".toast")).toBeNull();
});

test("a connection that cannot be put back any more is said", async () => {
  await open("valid", (backend) => ({
    call(command, args) {
      if (command !== "connection_put_back") return backend.call(command, args);
      return Promise.reject(new BackendError("not_found", "Another was deleted since."));
    },
  }));
  await choose("Delete");
  await pass(300);
  await click("Undo");
  expect(element(".toast").textContent).toContain("Another was deleted since.");
});

test("a connection moves to a folder that is typed, and out of it", async () => {
  await open("valid");
  await choose("Move to folder…");
  await typeIn(element("dialog input"), " Harbour ");
  await submit();
  expect(argsOf("connection_move")).toEqual({ id: "valid", folder: "Harbour" });
  expect(element(".where").textContent).toBe("Harbour");
  expect(headings()).toContain("Harbour");
  await choose("Move to folder…");
  await typeIn(element("dialog input"), "");
  await submit();
  expect(argsOf("connection_move")).toEqual({ id: "valid", folder: "" });
  expect(document.querySelector(".where")).toBeNull();
});

test("a copy is opened at once", async () => {
  await open("valid");
  await choose("Duplicate");
  await pass(300);
  expect(element("h1").textContent).toBe("Northwind HQ copy");
});

test("f98 the menu is gone through with the keys, and Esc gives the focus back", async () => {
  await open("valid");
  await click("More actions");
  expect(document.activeElement?.textContent).toContain("Check connection");
  await press(document.activeElement as Element, "ArrowUp");
  expect(document.activeElement?.textContent).toContain("Delete");
  await press(document.activeElement as Element, "Escape");
  expect(document.querySelector("[role=menu]")).toBeNull();
  expect(document.activeElement).toBe(button("More actions"));
});

test("keeping fresh is switched on, with what it does beside it", async () => {
  await open("valid");
  const name = "Renew before it expires";
  expect(page()).toContain("Asks for a new token 6 minutes before the old one ends.");
  labelled(name).click();
  await pass(200);
  expect(argsOf("connection_keep_fresh")).toEqual({ id: "valid", keep: true });
  expect(labelled(name).checked).toBe(true);
});

test("keeping fresh that cannot work is off, and says why", async () => {
  await open("unknown");
  const control = labelled("Renew before it expires");
  expect(control.disabled).toBe(true);
  expect(control.title).toContain("nobody knows when to renew it");
});

test("f65 a lost answer is said, with what can be done", async () => {
  await open("uncertain");
  expect(element(".banner").textContent).toContain("The answer to the last renewal was lost");
  await click("Renew");
  expect(wasCalled("flow_renew")).toBe(true);
});

test("what happened is listed with its times", async () => {
  await open("valid");
  const list = texts("section .list-row");
  expect(list.some((line) => /^Got a token, lasts 1 hour\s*\d\d:\d\d$/.test(line))).toBe(true);
  await click("Show 1 more");
  expect(page()).toContain("Connection added");
});

test("what others changed is loaded again, once however often it is told", async () => {
  const others = telling();
  await open("valid", others.change);
  called.length = 0;
  for (let times = 0; times < 50; times += 1) others.tell();
  await pass(3000);
  const lists = called.filter(({ command }) => command === "connection_list");
  expect(lists.length).toBeGreaterThan(0);
  expect(lists.length).toBeLessThanOrEqual(2);
  expect(argsOf("connection_open")).toEqual({ id: "valid" });
});

test("f95 a run that this window did not start is looked at until it has ended", async () => {
  await open("waiting-browser");
  called.length = 0;
  await pass(3500);
  const looks = called.filter(({ command }) => command === "connection_open").length;
  expect(looks).toBeGreaterThan(1);
  expect(looks).toBeLessThan(5);
});

test("what changes while it is being looked at is looked at once more", async () => {
  const others = telling();
  await open("valid", others.change);
  await pass(1500);
  called.length = 0;
  others.tell();
  // The list is there after 15 ms, the connection after 30; in between the person has changed it.
  await vi.advanceTimersByTimeAsync(2);
  element<HTMLInputElement>("[role=switch]").click();
  await pass(2500);
  const opened = called.filter(({ command }) => command === "connection_open");
  expect(wasCalled("connection_keep_fresh")).toBe(true);
  expect(opened.length).toBe(2);
});

test("what is being typed in the set-up form is left alone", async () => {
  const others = telling();
  await open("set-up-empty", others.change);
  called.length = 0;
  const field = element<HTMLInputElement>("#field-client_id");
  field.value = "half typ";
  others.tell();
  await pass(1500);
  expect(wasCalled("connection_list")).toBe(true);
  expect(wasCalled("connection_open")).toBe(false);
  expect(field.value).toBe("half typ");
  await click("Back to the connections");
  await pass(200);
  expect(wasCalled("connection_open")).toBe(true);
});

test("a draft is deleted from its form", async () => {
  await open("set-up-empty");
  await enter("field-client_id", "reporting");
  await click("Delete draft");
  await pass(300);
  expect(wasCalled("connection_delete")).toBe(true);
});
