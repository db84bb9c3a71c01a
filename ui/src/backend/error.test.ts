import { expect, test } from "vitest";

import { BackendError, toBackendError } from "./error";

test("the shell's own error keeps its code and its words", () => {
  const error = toBackendError({ code: "clipboard_unavailable", message: "No clipboard." });
  expect(error).toMatchObject({ code: "clipboard_unavailable", message: "No clipboard." });
});

test("a code this window does not know becomes internal and keeps its words", () => {
  expect(toBackendError({ code: "newer", message: "Words." })).toMatchObject({
    code: "internal",
    message: "Words.",
  });
});

test.each([["a string"], [null], [undefined], [{ message: 5 }], [new Error("inner detail")]])(
  "another shape becomes internal and shows nothing of itself",
  (thrown) => {
    const error = toBackendError(thrown);
    expect(error).toBeInstanceOf(BackendError);
    expect(error.code).toBe("internal");
    expect(error.message).toBe("Dialkey could not do this.");
  },
);

test("an error made here is passed on as it is", () => {
  const error = new BackendError("internal", "Words.");
  expect(toBackendError(error)).toBe(error);
});
