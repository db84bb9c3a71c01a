// Looking at the way to the phone system, certificates, and how requests get there.

import { expect, test } from "vitest";

import { argsOf, button, called, click, element, enter, labelled, open, page, pass, typeIn, wasCalled } from "./testPage";

const WHOLE_LOOK = 12 * 300;

function checks(): string[] {
  return [...document.querySelectorAll(".list-row b")].map((name) => name.textContent);
}

test("a look begins by itself, tells each check as it ends, and is made once", async () => {
  await open("check");
  expect(page()).toContain("Checking the connection");
  expect(document.querySelector("button.primary")).toHaveProperty("disabled", true);
  await pass(WHOLE_LOOK);
  expect(page()).toContain("The way is clear");
  expect(page()).toContain("Nothing secret was sent");
  expect(checks()).toContain("Token service");
  await pass(WHOLE_LOOK);
  expect(called.filter(({ command }) => command === "connection_check")).toHaveLength(1);
  await click("Check again");
  expect(page()).toContain("Checking the connection");
});

test("what a look warns of stands below its name, with what one can do about it", async () => {
  await open("check-warned");
  await pass(WHOLE_LOOK);
  expect(page()).toContain("Reachable, with 2 things to look at");
  await click("Use its time");
  expect(argsOf("connection_sign_on_server_time")).toEqual({ id: "failed", ahead: -252 });
  expect(page()).toContain("Checking the connection");
});

test("a look that takes too long can be stopped", async () => {
  await open("check-running");
  await pass(WHOLE_LOOK);
  await click("Cancel");
  await pass(500);
  expect(argsOf("flow_cancel")).toEqual({ id: "failed" });
  expect(button("Check again")).toBeDefined();
});

test("a certificate is compared before it is trusted, and then the token is asked for again", async () => {
  await open("untrusted");
  await click("Look at the certificate");
  const dialog = element("dialog");
  expect(dialog.textContent).toContain("Is this your phone system?");
  expect(dialog.textContent).toMatch(/9F2C\s*41E7/);
  expect(element("dialog .button.primary").textContent).toContain("Cancel");
  expect(wasCalled("connection_trust")).toBe(false);
  button("Trust this certificate").click();
  await pass(300);
  expect(argsOf("connection_trust")).toMatchObject({ id: "failed", place: "pexlab.mistral.example:443" });
  expect(wasCalled("flow_start")).toBe(true);
});

test("a changed certificate stands beside the one from before, and Cancel changes nothing", async () => {
  await open("changed");
  await click("Compare the certificates");
  expect(page()).toContain("Shown now");
  expect(page()).toContain("Trusted before");
  expect([...document.querySelectorAll("dialog .pair section:first-child .differs")].map((group) => group.textContent)).toContain("77B1");
  await click("Cancel");
  expect(document.querySelector("dialog")).toBeNull();
  expect(wasCalled("connection_trust")).toBe(false);
});

test("a proxy has its address before its password, which the page forgets", async () => {
  await open("route");
  labelled("This one").click();
  await pass(100);
  const password = labelled("Password");
  expect(password.disabled).toBe(true);
  await enter(labelled("Address").id, "http://proxy.lan:3128");
  expect(argsOf("connection_choose_proxy")).toMatchObject({ proxy: { kind: "manual", address: "http://proxy.lan:3128", username: "" } });
  await enter(labelled("Password").id, "s3cret");
  expect(argsOf("connection_proxy_password")).toEqual({ id: "failed", password: "s3cret" });
  expect(labelled("Password").value).toBe("");
  expect(labelled("Password").placeholder).toContain("kept");
});

test("a certificate that cannot be taken over says why and keeps what was typed", async () => {
  await open("route");
  await click("Enter your own certificate authority");
  const text = element<HTMLTextAreaElement>(".entry textarea");
  text.value = "no certificate";
  text.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(200);
  expect(page()).toContain("There is no certificate in this text");
  expect(text.value).toBe("no certificate");
  text.value = "-----BEGIN CERTIFICATE-----";
  text.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(200);
  expect(page()).toContain("Mistral House CA");
});

test("a locked client certificate is tried again with its passphrase", async () => {
  await open("route");
  await click("Enter client certificate");
  const text = element<HTMLTextAreaElement>(".entry textarea");
  text.value = "LOCKED";
  text.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(200);
  expect(page()).toContain("Enter its passphrase");
  await typeIn(labelled("Its passphrase"), "open");
  await click("Try again");
  await pass(200);
  expect(argsOf("connection_client_certificate")).toMatchObject({ passphrase: "open" });
  expect(page()).toContain("Dialkey at Mistral");
});

test("a connection without encryption says so for as long as it is so", async () => {
  await open("not-encrypted");
  expect(page()).toContain("This connection is not encrypted");
  await click("Change values");
  expect(page()).toContain("This connection is not encrypted");
  await click("More options");
  labelled("Allow http in the private network").click();
  await pass(200);
  expect(argsOf("connection_allow_without_tls")).toEqual({ id: "failed", allow: false });
  expect(page()).not.toContain("This connection is not encrypted");
});
