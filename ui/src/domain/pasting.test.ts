import { expect, test } from "vitest";

import { pastedLines, textOrBase64 } from "./pasting";

function paste(text: string, typed = "", selected = true): { taken: string | null; prevented: boolean } {
  const input = document.createElement("input");
  input.value = typed;
  input.setSelectionRange(selected ? 0 : typed.length, typed.length);
  let taken: string | null = null;
  input.addEventListener("paste", (event) => (taken = pastedLines(event)));
  const event = new Event("paste", { cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  input.dispatchEvent(event);
  return { taken, prevented: event.defaultPrevented };
}

test("a text of several lines reaches Rust with its lines", () => {
  expect(paste("a=1\nb=2")).toEqual({ taken: "a=1\nb=2", prevented: true });
  expect(paste("a=1\r\nb=2", "old")).toEqual({ taken: "a=1\r\nb=2", prevented: true });
});

test("one line, and one that goes into another text, is left to the field", () => {
  expect(paste("one line\n")).toEqual({ taken: null, prevented: false });
  expect(paste("a\nb", "old", false)).toEqual({ taken: null, prevented: false });
});

test("a file that is no text becomes Base64", () => {
  expect(textOrBase64(new TextEncoder().encode("-----BEGIN é").buffer)).toBe("-----BEGIN é");
  expect(textOrBase64(new Uint8Array([0x30, 0x82, 0x01, 0xff]).buffer)).toBe("MIIB/w==");
  expect(textOrBase64(new Uint8Array([0x30, 0x03, 0x00]).buffer)).toBe("MAMA");
  expect(textOrBase64(new Uint8Array(100_000).fill(0xff).buffer)).toHaveLength(133_336);
});
