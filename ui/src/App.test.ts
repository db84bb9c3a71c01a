// What a person does on the way to a token, and what the page knows afterwards.

import { expect, test } from "vitest";

import type { Backend } from "./backend/backend";
import { BackendError } from "./backend/error";
import { openScene } from "./backend/fake";
import { openStorage } from "./backend/fake/storage";
import type { Preferences } from "./bindings/Preferences";
import { argsOf, called, click, element, enter, input, open, page, pass, recorded, show, submit, typeIn, wasCalled } from "./testPage";

const preferences: Preferences = {
  theme: "system",
  clipboardSeconds: 45,
  lockAfterMinutes: null,
  lockOnResume: false,
  stayInTray: null,
};

test("the window reports once that it can be used", async () => {
  await open("first");
  expect(page()).toContain("Add my phone system");
  expect(called.filter(({ command }) => command === "ui_ready")).toHaveLength(1);
});

test("a practice connection is set up, filled in and yields a token", async () => {
  await open("first");
  await click("Try with the practice");
  await click("Continue");
  await click("Fill in the demo values");
  expect(page()).toContain("Entered, 20 characters");
  await click("Get token");
  expect(page()).toContain("Getting a token");
  await pass(5000);
  expect(page()).toContain("Valid until");
  await click("Copy token");
  expect(called.at(-1)).toMatchObject({ command: "token_copy", args: { what: "token" } });
});

test("a typed secret is handed over when its field is left, and the page forgets it", async () => {
  await open("set-up-warned");
  await enter("field-client_secret", "planted-secret-4711");
  expect(called.at(-2)).toMatchObject({ command: "value_enter", args: { text: "planted-secret-4711" } });
  expect(page()).toContain("Entered, 19 characters");
  const left = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map(({ value }) => value);
  expect(document.documentElement.outerHTML + left.join(" ")).not.toContain("planted-secret");
});

test("a run waits for the value that is being handed over", async () => {
  await open("set-up-warned");
  const field = input("field-client_secret");
  field.value = "planted-secret-4711";
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await click("Get token");
  const order = called.map(({ command }) => command).filter((command) => command === "value_enter" || command === "flow_start");
  expect(order).toEqual(["value_enter", "flow_start"]);
});

test("what Rust makes of a value stands in its field, with a note", async () => {
  await open("set-up-empty");
  await enter("field-client_id", "reporting ");
  expect(input("field-client_id").value).toBe("reporting");
  expect(page()).toContain("We removed a blank at the end.");
});

test("a run can be stopped with Esc, and nothing is lost", async () => {
  await open("ready");
  await click("Get token");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  await pass(2000);
  expect(called.map(({ command }) => command)).toContain("flow_cancel");
  expect(page()).toContain("Stopped. Nothing more is sent.");
  expect(page()).toContain("No token yet");
});

test("the button of a cause leads to its field, open for a new value", async () => {
  await open("failed");
  await click("Change Private key");
  expect(document.activeElement?.id).toBe("field-private_key");
  expect(input("field-client_id").value).not.toBe("");
});

test("an alternative proof is tried only when the person says so", async () => {
  await open("failed");
  expect(called.map(({ command }) => command)).not.toContain("flow_start");
  await click("Try “Basic header, encoded”");
  const order = called.map(({ command }) => command);
  expect(order.indexOf("connection_choose_client_authentication")).toBeLessThan(order.indexOf("flow_start"));
});

test("f96 a server's words stay text", async () => {
  const { backend, opening } = openScene("?scene=failed");
  const hostile: Backend = {
    ...backend,
    async call(command, args) {
      const answer = await backend.call(command, args);
      if (answer && typeof answer === "object" && "diagnosis" in answer && answer.diagnosis?.server) {
        answer.diagnosis.server.excerpt = "<img src=x onerror=alert(1)>";
      }
      return answer;
    },
  };
  await show(hostile, opening);
  expect(page()).toContain("<img src=x");
  expect(document.querySelector("img")).toBeNull();
});

test("the first screen shows what was handed over, and asks only for what changed since", async () => {
  const { backend } = openScene("?scene=choose");
  const loading = backend.call("system_list", {});
  await pass(100);
  const systems = await loading;
  const first = { storage: openStorage(0), preferences };
  await show({ ...recorded(backend), handedOver: { ...first, systems, rows: [] } }, undefined);
  expect(page()).toContain("Add my phone system");
  expect(called.map(({ command }) => command)).toEqual(["ui_ready", "connection_list"]);
});

test("when the window cannot load, it says why", async () => {
  await open("broken");
  expect(page()).toContain("Dialkey could not start");
  expect(page()).toContain("The phone systems could not be read.");
});

test("a command that cannot be carried out is said in a toast", async () => {
  const { backend, opening } = openScene("?scene=choose");
  const failing: Backend = {
    ...backend,
    call(command, args) {
      if (command !== "system_open_documentation") return backend.call(command, args);
      return Promise.reject(new BackendError("browser_unavailable", "No browser opened."));
    },
  };
  await show(failing, opening);
  await click("Open the documentation");
  expect(document.querySelector(".toast")?.textContent).toContain("No browser opened.");
});

test("the last connection gone, the first screen is back", async () => {
  await open("set-up-practice");
  await click("Delete draft");
  await pass(500);
  expect(page()).toContain("Add my phone system");
  expect(page()).toContain("“Practice Pexip” is deleted.");
});

test("a search without a result can be cleared", async () => {
  await open("choose");
  await typeIn(element("input[type=search]"), "fax");
  expect(page()).toContain("No phone system matches “fax”.");
  await click("Clear search");
  expect(document.querySelectorAll(".rows:not(.below) .row")).toHaveLength(5);
});

test("f23 while a person signs in, everything that helps is at hand, and the time left is told once", async () => {
  await open("waiting-browser");
  expect(page()).toContain("Your browser is open at northwind.wildix.example");
  expect(page()).toContain("http://127.0.0.1:8765/cb/");
  expect(document.querySelector("[role=timer]")?.getAttribute("aria-label")).toMatch(/^9 minutes/);
  await click("Open again");
  await click("Copy link");
  const order = called.map(({ command }) => command);
  expect(order).toContain("sign_in_open_again");
  expect(order).toContain("sign_in_copy_link");
});

test("f44 a pasted text that is no answer is kept, and why is said; an answer is handed over and gone", async () => {
  await open("waiting-paste");
  const field = element<HTMLInputElement>("form input");
  async function paste(text: string): Promise<void> {
    await typeIn(field, text);
    await click("Continue");
  }
  await paste("https://northwind.wildix.example/login");
  expect(page()).toContain("This address has no answer in it yet.");
  expect(field.value).toContain("/login");
  await paste("SplxlOBeZQQYbYS6WxSbIA");
  await click("It is from the phone system’s page: continue");
  expect(called.at(-1)?.args).toMatchObject({ text: "SplxlOBeZQQYbYS6WxSbIA", confirmed: true });
  expect(field.value).toBe("");
});

test("f26 when no browser opens, the link is what to go on with", async () => {
  await open("waiting-no-browser");
  expect(page()).toContain("No browser could be started.");
  expect(page()).not.toContain("Your browser is open");
});

test("a declined sign-in is no alarm", async () => {
  await open("denied");
  expect(page()).toContain("Access was not allowed");
  expect(document.querySelector(".diagnosis .icon.bad")).toBeNull();
});

test("a window of Dialkey is chosen by the person, never by itself", async () => {
  await open("set-up-sign-in");
  const [browser, window] = document.querySelectorAll<HTMLInputElement>("fieldset input[type=radio]");
  expect(browser?.checked).toBe(true);
  window?.click();
  await pass(100);
  expect(called.at(-2)).toMatchObject({ command: "connection_change_sign_in", args: { settings: { inWindow: true } } });
});

test("the redirect address stands in the set-up steps as it is entered here", async () => {
  await open("set-up-sign-in");
  expect(document.querySelector("ol")?.textContent).toContain("https://northwind.wildix.example/api/v1/doc/");
});

test("what the phone system says of itself is shown first, and taken over only then", async () => {
  await open("set-up-discovery");
  await click("Look up the addresses");
  await pass(1000);
  expect(page()).toContain("Use these addresses?");
  expect(input("field-token_address").value).toBe("");
  await submit();
  await pass(500);
  expect(input("field-token_address").value).toBe("https://id.kestrel.example/token");
});

test("a pasted curl command changes nothing until it is said so, and then fills in several fields", async () => {
  await open("set-up-empty");
  const before = input("field-client_id").value;
  await enter("field-client_id", "curl https://pbx.example/oauth/token -d client_id=x");
  expect(page()).toContain("This is a curl command.");
  expect(page()).toContain("63 characters");
  expect(input("field-client_id").value).toBe(before);
  await click("Fill in these 3 fields");
  await pass(100);
  expect(wasCalled("value_fill")).toBe(true);
  expect(page()).not.toContain("This is a curl command.");
  expect(input("field-client_id").value).toBe("oauth2-desk-5514620391");
});

test("what was recognised can be kept as text or put away", async () => {
  await open("set-up-recognised");
  await click("Keep it as text");
  await pass(100);
  expect(argsOf("value_keep_as_text")).toMatchObject({ field: "client_id" });
  expect(page()).not.toContain("This is a curl command.");
  await enter("field-client_id", "curl again");
  element<HTMLButtonElement>('[aria-label="Put this away"]').click();
  await pass(100);
  expect(wasCalled("value_dismiss")).toBe(true);
  expect(page()).not.toContain("This is a curl command.");
});

test("a locked key asks for its passphrase, which the page forgets", async () => {
  await open("set-up-locked-key");
  const passphrase = input("field-private_key-passphrase");
  for (const [typed, said] of [["wrong", "The passphrase does not open it"], ["planted-passphrase", "We opened it"]] as const) {
    passphrase.value = typed;
    await click("Open it");
    await pass(100);
    expect(argsOf("value_open_key")).toMatchObject({ passphrase: typed });
    expect(page()).toContain(said);
    expect(passphrase.value).toBe("");
  }
  expect(page()).toContain("EC P-256 private key");
});
