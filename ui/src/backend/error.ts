// Commands that could not be carried out. A refusal by the phone system is no such error: it comes as a diagnosis.

const codes = [
  "not_found",
  "browser_unavailable",
  "clipboard_unavailable",
  /** The vault is locked. */
  "locked",
  /** What was asked for cannot be had; the sentence belongs to the field or button it was asked with. */
  "refused",
  "internal",
] as const;

export type ErrorCode = (typeof codes)[number];

export class BackendError extends Error {
  override readonly name = "BackendError";

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Whatever a command rejected with, as a `BackendError`; an unknown shape becomes `internal`. */
export function toBackendError(thrown: unknown): BackendError {
  if (thrown instanceof BackendError) return thrown;
  if (typeof thrown === "object" && thrown !== null) {
    const { code, message } = thrown as Record<string, unknown>;
    if (typeof code === "string" && typeof message === "string") {
      return new BackendError(codes.find((known) => known === code) ?? "internal", message);
    }
  }
  return new BackendError("internal", "Dialkey could not do this.");
}
