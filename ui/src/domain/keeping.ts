// Where connections are kept, in words.

import type { KeyKept } from "../bindings/KeyKept";

/** A short line beside a form. */
export function keptWhere(key: KeyKept | undefined): string {
  return key === "session" ? "Kept only until you quit Dialkey" : "Kept encrypted on this computer";
}

/** A sentence about everything there is. */
export function keepingSentence(key: KeyKept | undefined): string {
  return key === "session"
    ? "Connections, secrets and tokens are kept for this session only. Nothing is written to disk."
    : "Connections, secrets and tokens lie in one encrypted file on this computer.";
}

/** Bytes as people read sizes of files: "148 kB", "2.4 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
