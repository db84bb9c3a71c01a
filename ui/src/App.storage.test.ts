// The vault and the preferences: what stands before everything else, and what a person changes about it.

import { expect, test } from "vitest";

import type { Backend } from "./backend/backend";
import { BackendError } from "./backend/error";
import { openStorage } from "./backend/fake/storage";
import type { StorageView } from "./bindings/StorageView";
import {
  argsOf,
  button,
  called,
  click,
  element,
  labelled,
  open,
  page,
  pass,
  press,
  submit,
  typeIn,
  wasCalled,
} from "./testPage";

/** The backend's way of telling how the vault stands, for a test to use. */
function telling(backend: Backend): { change: Partial<Backend>; tell: (view: StorageView) => void } {
  const listeners: ((view: StorageView) => void)[] = [];
  return {
    tell: (view) => {
      for (const listener of listeners) listener(view);
    },
    change: {
      onStorage(listener) {
        listeners.push(listener);
        return backend.onStorage(listener);
      },
    },
  };
}

test("an opening that is soon over shows nothing, and a long one says what it does", async () => {
  await open("opening", undefined, 100);
  expect(page().trim()).toBe("");
  await pass(200);
  expect(page()).toContain("Opening your connections");
  expect(wasCalled("connection_list")).toBe(false);
});

test("f89 waiting for the keychain says where to look, and can be stopped", async () => {
  await open("keychain");
  expect(page()).toContain("another window");
  await click("Stop waiting");
  await pass(500);
  expect(wasCalled("storage_stop_waiting")).toBe(true);
  expect(page()).toContain("The keychain of this computer did not answer.");
});

test("at the first start a passphrase is typed twice", async () => {
  await open("first-start");
  await typeIn(labelled("Passphrase"), "correct horse");
  await typeIn(labelled("The same passphrase again"), "correct house");
  await submit("main form");
  expect(page()).toContain("The two are not the same.");
  expect(wasCalled("storage_begin")).toBe(false);
  await typeIn(labelled("The same passphrase again"), "correct horse");
  await submit("main form");
  expect(argsOf("storage_begin")).toEqual({ key: "passphrase", passphrase: "correct horse" });
  await pass(500);
  expect(page()).toContain("Northwind HQ");
});

test("a passphrase that is refused stays typed, with the reason below it", async () => {
  await open("first-start");
  await typeIn(labelled("Passphrase"), "short");
  await typeIn(labelled("The same passphrase again"), "short");
  await submit("main form");
  expect(page()).toContain("Use at least 8 characters.");
  expect(labelled("Passphrase").value).toBe("short");
  expect(labelled("Passphrase").getAttribute("aria-invalid")).toBe("true");
});

test("at the first start one can go on without a file", async () => {
  await open("first-start");
  labelled("This session only").click();
  await pass(50);
  await submit("main form");
  expect(argsOf("storage_begin")).toEqual({ key: "session", passphrase: null });
  await pass(500);
  expect([...document.querySelectorAll("button")].map(({ textContent }) => textContent.trim())).not.toContain("Lock");
});

test("where a keychain is at hand it can be chosen as well", async () => {
  await open("first-start-keychain");
  await submit("main form");
  expect(argsOf("storage_begin")).toEqual({ key: "keychain", passphrase: null });
});

test("the passphrase is asked at once, and a wrong one stays typed", async () => {
  await open("locked");
  const field = element<HTMLInputElement>("input");
  expect(document.activeElement).toBe(field);
  await typeIn(field, "wrong horse");
  await submit("main form");
  expect(page()).toContain("This is not the passphrase of the vault.");
  expect(field.value).toBe("wrong horse");
  await typeIn(field, "correct horse");
  await submit("main form");
  await pass(500);
  expect(page()).toContain("Northwind HQ");
  expect(document.documentElement.outerHTML).not.toContain("correct horse");
});

test("what was typed as a passphrase can be looked at", async () => {
  await open("locked");
  await click("Show what is typed");
  expect(element<HTMLInputElement>("input").type).toBe("text");
  await click("Hide what is typed");
  expect(element<HTMLInputElement>("input").type).toBe("password");
});

test("who forgot the passphrase is told what is left, and a backup is restored", async () => {
  await open("locked");
  await click("I forgot the passphrase");
  expect(page()).toContain("Nobody can recover it.");
  await click("Restore a backup…");
  const [, second] = document.querySelectorAll<HTMLInputElement>("dialog input[type=radio]");
  second?.click();
  await pass(50);
  expect(wasCalled("storage_restore")).toBe(false);
  await submit();
  const { madeAt } = argsOf("storage_restore") as { madeAt: number };
  expect(Math.round((Date.now() / 1000 - madeAt) / 3600)).toBe(5);
  await pass(500);
  expect(page()).toContain("what came later is missing");
});

test("a keychain that was closed is asked again by one click", async () => {
  await open("locked-keychain");
  await click("Try again");
  await pass(500);
  expect(wasCalled("storage_retry")).toBe(true);
  expect(page()).toContain("Northwind HQ");
});

test("an attempt that fails says so where it was made", async () => {
  await open("locked-keychain", (backend) => ({
    call(command, args) {
      if (command !== "storage_retry") return backend.call(command, args);
      return Promise.reject(new BackendError("refused", "The keychain is still locked."));
    },
  }));
  await click("Try again");
  expect(element(".note.is-bad").textContent).toContain("The keychain is still locked.");
});

test("starting again is asked once, and deletes nothing", async () => {
  await open("unusable");
  expect(page()).toContain("It is never deleted.");
  await click("Start again…");
  expect(element("dialog").textContent).toContain("renamed, never deleted");
  expect(wasCalled("storage_start_again")).toBe(false);
  await submit();
  expect(wasCalled("storage_start_again")).toBe(true);
  await pass(500);
  expect(document.activeElement?.tagName).toBe("H1");
  expect(page()).toContain("What should open your connections?");
});

test("f91 a file that cannot be written to is said for as long as it lasts", async () => {
  await open("read-only");
  expect(element("aside").textContent).toContain("Changes cannot be saved.");
  expect(document.querySelector("aside button")).toBeNull();
});

test("f90 what was recovered is said until it was read", async () => {
  await open("recovered");
  expect(element("aside").textContent).toContain("vault.damaged-1795262400.db");
  await click("Close this note");
  expect(document.querySelector("aside")).toBeNull();
});

test("locking shows nothing of the connections, and unlocking leads back to where one was", async () => {
  await open("soon");
  await click("Lock");
  await pass(500);
  expect(wasCalled("storage_lock")).toBe(true);
  expect(page()).toContain("Dialkey is locked");
  expect(page()).not.toContain("Northwind");
  await click("Try again");
  await pass(500);
  expect(element("h1").textContent).toBe("Northwind contact centre");
});

test("a command that finds the vault locked leads to the gate", async () => {
  let isLocked = false;
  const locked: StorageView = { kind: "locked", opensBy: "passphrase", sentence: "Locked after 5 minutes.", backups: [] };
  await open("valid", (backend) => ({
    call(command, args) {
      if (isLocked && command === "storage_view") return Promise.resolve(locked) as never;
      if (isLocked) return Promise.reject(new BackendError("locked", "The vault is locked."));
      return backend.call(command, args);
    },
  }));
  isLocked = true;
  await click("Copy token");
  await pass(100);
  expect(page()).toContain("Locked after 5 minutes.");
  expect(document.querySelector(".toast")).toBeNull();
});

test("a vault that opens while the window loads is shown", async () => {
  let tell: (view: StorageView) => void = () => undefined;
  await open("opening", (backend) => {
    const told = telling(backend);
    tell = told.tell;
    return {
      ...told.change,
      call: (command, args) =>
        command.startsWith("connection_list") ? (Promise.resolve([]) as never) : backend.call(command, args),
    };
  });
  tell(openStorage(0));
  await pass(100);
  expect(page()).toContain("Add my phone system");
});

test("the passphrase is changed in the settings", async () => {
  await open("settings-passphrase");
  await click("Change passphrase…");
  await typeIn(labelled("Passphrase"), "battery staple");
  await typeIn(labelled("The same passphrase again"), "battery staple");
  await click("Use this passphrase");
  expect(argsOf("storage_use_passphrase")).toEqual({ passphrase: "battery staple" });
  await pass(500);
  expect(document.documentElement.outerHTML).not.toContain("battery staple");
});

test("the keychain takes the place of a passphrase only when that was said", async () => {
  await open("settings-passphrase");
  labelled("Your system’s keychain").click();
  await pass(50);
  expect(wasCalled("storage_use_keychain")).toBe(false);
  await click("Use the keychain");
  expect(wasCalled("storage_use_keychain")).toBe(true);
});

test("what is chosen about locking and the clipboard is kept", async () => {
  await open("settings-storage");
  const idle = labelled("Lock when idle for");
  idle.value = "15";
  idle.dispatchEvent(new Event("change", { bubbles: true }));
  labelled("Lock when the computer wakes up").click();
  const clear = labelled("Clear copied tokens after");
  clear.value = "";
  clear.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(200);
  expect(argsOf("preferences_change")).toMatchObject({
    preferences: { lockAfterMinutes: 15, lockOnResume: true, clipboardSeconds: null },
  });
});

test("a choice that could not be kept is taken back", async () => {
  await open("settings", (backend) => ({
    call(command, args) {
      if (command !== "preferences_change") return backend.call(command, args);
      return Promise.reject(new BackendError("internal", "The disk is full."));
    },
  }));
  await click("Dark");
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(page()).toContain("The disk is full.");
});

test("the theme is applied as soon as it is chosen", async () => {
  await open("settings");
  await click("Dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(argsOf("preferences_change")).toMatchObject({ preferences: { theme: "dark" } });
  await click("As the system");
  expect(document.documentElement.dataset.theme).toBeUndefined();
});

test("Esc leads back from the settings, but not out of a field", async () => {
  await open("settings-passphrase");
  await click("Change passphrase…");
  await press(labelled("Passphrase"), "Escape");
  await pass(200);
  expect(page()).toContain("What opens the file");
  await press(window, "Escape");
  await pass(200);
  expect(page()).toContain("Northwind HQ");
});

test("whether to go on in the tray is asked once, and Esc answers nothing", async () => {
  await open("tray");
  expect(element("dialog").textContent).toContain("Keep Dialkey running in the tray?");
  element("dialog").dispatchEvent(new Event("close"));
  await pass(50);
  expect(document.querySelector("dialog")).toBeNull();
  expect(wasCalled("window_close_choice")).toBe(false);
});

test.each([
  ["Keep running", true],
  ["Quit", false],
])("“%s” is handed over", async (name, stay) => {
  await open("tray");
  if (stay) await submit();
  else await click(name);
  expect(argsOf("window_close_choice")).toEqual({ stay });
  expect(document.querySelector("dialog")).toBeNull();
});

test("the forms say where things are kept", async () => {
  await open("set-up");
  expect(page()).toContain("Kept encrypted on this computer");
});

test("a vault of this session is no encrypted file", async () => {
  await open("first-session");
  expect(page()).toContain("for this session only");
  expect(page()).not.toContain("encrypted");
});

test("typing keeps a vault open that locks itself, and is told now and then only", async () => {
  await open("settings-storage");
  await press(document.body, "a");
  expect(wasCalled("window_used")).toBe(false);
  const idle = labelled("Lock when idle for");
  idle.value = "5";
  idle.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(100);
  for (let keys = 0; keys < 10; keys += 1) await press(document.body, "a");
  expect(called.filter(({ command }) => command === "window_used")).toHaveLength(1);
  await pass(25_000);
  await press(document.body, "a");
  expect(called.filter(({ command }) => command === "window_used")).toHaveLength(2);
});

test("nothing is asked while the vault is locked but how it stands", async () => {
  await open("locked");
  const asked = new Set(called.map(({ command }) => command));
  expect([...asked].filter((command) => command.startsWith("connection_"))).toEqual([]);
  expect(button("Unlock").disabled).toBe(false);
});
