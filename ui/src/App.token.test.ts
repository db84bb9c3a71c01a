// The token of a connection: shown only while held, its details, being rid of it.

import { expect, test } from "vitest";

import type { Backend } from "./backend/backend";
import { PLAYED_TOKEN } from "./backend/fake/inquiries";
import { argsOf, button, click, element, open, page, pass, press, submit, wasCalled } from "./testPage";

const EYE = "Hold to show the token";

function pointer(kind: string): PointerEvent {
  // jsdom has no pointer events of its own in every version.
  const event = new MouseEvent(kind, { bubbles: true, cancelable: true, button: 0 });
  return Object.assign(event, { pointerId: 1 }) as unknown as PointerEvent;
}

function isShown(): boolean {
  return document.documentElement.outerHTML.includes(PLAYED_TOKEN);
}

async function hold(): Promise<void> {
  button(EYE).dispatchEvent(pointer("pointerdown"));
  await pass(100);
}

async function openDetails(): Promise<void> {
  await click("Show details of the token");
  await pass(100);
}

test("the token is shown while the button is held, and gone from the page on release", async () => {
  await open("valid");
  expect(wasCalled("token_reveal")).toBe(false);
  await hold();
  expect(isShown()).toBe(true);
  button(EYE).dispatchEvent(pointer("pointerup"));
  await pass(50);
  expect(isShown()).toBe(false);
});

test("Space shows the token while it is held", async () => {
  await open("valid");
  await press(button(EYE), " ");
  await pass(50);
  expect(isShown()).toBe(true);
  await press(button(EYE), " ", "keyup");
  expect(isShown()).toBe(false);
});

test.each([
  ["the button loses the focus", () => button(EYE).dispatchEvent(new FocusEvent("blur"))],
  ["the window loses the focus", () => window.dispatchEvent(new Event("blur"))],
  ["the window is hidden", () => document.dispatchEvent(new Event("visibilitychange"))],
  ["the pointer is taken away", () => button(EYE).dispatchEvent(pointer("pointercancel"))],
])("the token is hidden when %s", async (_, happen) => {
  await open("valid");
  await hold();
  expect(isShown()).toBe(true);
  happen();
  await pass(50);
  expect(isShown()).toBe(false);
});

test("however long it is held, the token is shown for half a minute", async () => {
  await open("valid");
  await hold();
  await pass(29_000);
  expect(isShown()).toBe(true);
  await pass(1500);
  expect(isShown()).toBe(false);
});

test("a token that comes after the release is never shown", async () => {
  let answer: (token: string) => void = () => undefined;
  await open("valid", (backend) => ({
    call(command, args) {
      if (command !== "token_reveal") return backend.call(command, args);
      return new Promise<string>((resolve) => (answer = resolve)) as never;
    },
  }));
  await hold();
  button(EYE).dispatchEvent(pointer("pointerup"));
  answer(PLAYED_TOKEN);
  await pass(100);
  expect(isShown()).toBe(false);
});

test("it is said when what was copied leaves the clipboard", async () => {
  await open("valid");
  expect(page()).toContain("Leaves the clipboard after 45 seconds");
});

test("the claims of a token are shown as information only", async () => {
  await open("valid");
  expect(wasCalled("token_details")).toBe(false);
  await openDetails();
  expect(page()).toContain("northwind-reporting");
  expect(page()).toContain("the signature was not checked");
});

test("an opaque token is told by its length", async () => {
  await open("soon");
  await openDetails();
  expect(page()).toContain("The token is opaque, 36 characters.");
  expect(page()).not.toContain("Ask the phone system about it");
  expect(page()).not.toContain("Revoke…");
});

test("the phone system's answer about a token stands in words, with what was sent", async () => {
  await open("valid");
  await openDetails();
  await click("Ask the phone system about it");
  await pass(1000);
  expect(page()).toContain("The token is good.");
  await click("Show what was sent");
  expect(page()).toContain("Copy without secrets");
  await click("Who is it");
  await pass(1000);
  expect(page()).toContain("The token acts for Ada Brook.");
  expect(page()).not.toContain("The token is good.");
});

test("forgetting is asked once, tells nobody and leaves no token here", async () => {
  await open("valid");
  await openDetails();
  await click("Forget…");
  expect(element("dialog").textContent).toContain("The phone system is not told");
  expect(wasCalled("token_forget")).toBe(false);
  await submit();
  await pass(300);
  expect(argsOf("token_forget")).toEqual({ id: "valid" });
  expect(wasCalled("token_revoke")).toBe(false);
  expect(page()).toContain("No token yet");
  expect(document.activeElement).toBe(button("Get token"));
});

test("revoking takes the token from here once the phone system said yes", async () => {
  await open("valid");
  await openDetails();
  await click("Revoke…");
  await submit();
  expect(document.querySelector("dialog")).not.toBeNull();
  await pass(1500);
  expect(wasCalled("token_forget")).toBe(false);
  expect(page()).toContain("No token yet");
  expect(element(".toast").textContent).toContain("The token is revoked.");
});

test("a token that was not revoked stays, and can be forgotten anyway", async () => {
  await open("revoke-refused");
  await openDetails();
  await click("Revoke…");
  await submit();
  await pass(1500);
  expect(element("dialog").textContent).toContain("The token may still be good.");
  expect(element("dialog").textContent).toContain("invalid_client");
  expect(wasCalled("token_forget")).toBe(false);
  await submit();
  await pass(300);
  expect(wasCalled("token_forget")).toBe(true);
  expect(page()).toContain("No token yet");
});

test("nobody turns away from a revocation before its outcome is known", async () => {
  await open("revoke-refused");
  await openDetails();
  await click("Revoke…");
  await submit();
  const escape = new Event("cancel", { cancelable: true });
  element("dialog").dispatchEvent(escape);
  expect(escape.defaultPrevented).toBe(true);
  expect(button("Cancel").disabled).toBe(true);
  await pass(1500);
  expect(button("Keep it").disabled).toBe(false);
});

test("a second click does not revoke twice", async () => {
  const revoked: string[] = [];
  await open("valid", (backend: Backend) => ({
    call(command, args) {
      if (command === "token_revoke") revoked.push(command);
      return backend.call(command, args);
    },
  }));
  await openDetails();
  await click("Revoke…");
  await submit();
  await submit();
  await pass(1500);
  expect(revoked).toHaveLength(1);
});
