// The report for support: read before it leaves, copied or saved by Rust.

import { expect, test } from "vitest";

import { argsOf, button, click, element, open, page, pass, submit, wasCalled } from "./testPage";

test("a report is read first, and says what is inside and what was taken out", async () => {
  await open("failed");
  await click("Report for support…");
  expect(element("dialog").textContent).toMatch(/Inside.*Steps.*Taken out.*Private key/s);
  expect(element("dialog .hidden").textContent).toContain("hidden, ");
  expect(wasCalled("report_copy") || wasCalled("report_save")).toBe(false);
});

test("copying and saving name the connection only, and the place of the file is told", async () => {
  await open("failed");
  await click("Report for support…");
  await submit();
  expect(argsOf("report_copy")).toEqual({ id: "failed" });
  button("Save as a file").click();
  await pass(100);
  expect(argsOf("report_save")).toEqual({ id: "failed" });
  expect(page()).toContain("Saved as /home/ada/Downloads/dialkey-report.txt");
  await click("Show folder");
  expect(wasCalled("report_show_folder")).toBe(true);
});

test("a report that cannot be made closes the dialog and says why", async () => {
  await open("failed", (backend) => ({
    call: (command, args) =>
      command === "report_view" ? Promise.reject(new Error("The vault is locked.")) : backend.call(command, args),
  }));
  await click("Report for support…");
  await pass(200);
  expect(document.querySelector("dialog")).toBeNull();
});
