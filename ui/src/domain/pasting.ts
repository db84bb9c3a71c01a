// Texts and files on their way into a field.

/** Bytes in one step of the conversion to Base64: more arguments than this break a call. */
const STEP = 8192;

/**
 * A pasted text of several lines. A field of one line would take its line breaks away, and with them what tells one value
 * from the next; null where the field takes the text as it is, or where it would go into the middle of another one.
 */
export function pastedLines(event: ClipboardEvent): string | null {
  const input = event.currentTarget;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!(input instanceof HTMLInputElement) || !/[\r\n]/.test(text.trim())) return null;
  const isWhole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  if (!isWhole) return null;
  event.preventDefault();
  return text;
}

/** What is in a file: its text, or Base64 where it is none, as with .p12 and .der. */
export function textOrBase64(content: ArrayBuffer): string {
  const bytes = new Uint8Array(content);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // It is no text.
  }
  let characters = "";
  for (let start = 0; start < bytes.length; start += STEP) {
    characters += String.fromCharCode(...bytes.subarray(start, start + STEP));
  }
  return btoa(characters);
}
