// How each kind of failure looks. What it says comes from Rust.

import type { DiagnosisCode } from "../../bindings/DiagnosisCode";
import type { IconName } from "../../components/icons";

export interface Presentation {
  icon: IconName;
  tone: "" | "warn" | "bad";
  /** Whether anything left this computer. */
  sent: boolean;
}

const incomplete: Presentation = { icon: "warn", tone: "warn", sent: false };
const unreachable: Presentation = { icon: "globe", tone: "bad", sent: true };
const untrusted: Presentation = { icon: "shield", tone: "bad", sent: true };
const late: Presentation = { icon: "clock", tone: "bad", sent: true };
const refused: Presentation = { icon: "fail", tone: "bad", sent: true };
/** Somebody decided so, which is no failure. */
const decided: Presentation = { icon: "info", tone: "", sent: true };
const unexpected: Presentation = { icon: "file", tone: "bad", sent: true };

export const presentations = {
  values_incomplete: incomplete,
  key_unusable: { ...incomplete, icon: "key" },
  host_not_found: unreachable,
  connection_refused: unreachable,
  connection_failed: unreachable,
  not_encrypted: { ...untrusted, sent: false },
  not_tls: { ...untrusted, sent: false },
  not_http: untrusted,
  tls_failed: { ...untrusted, sent: false },
  encryption_too_old: { ...untrusted, sent: false },
  certificate_not_trusted: { ...untrusted, sent: false },
  certificate_changed: { ...untrusted, sent: false },
  client_certificate_wanted: { ...untrusted, sent: false },
  no_answer: late,
  proxy_refused: unreachable,
  redirected: unexpected,
  web_page: unexpected,
  not_token_service: unexpected,
  port_unavailable: { ...incomplete, icon: "globe" },
  sign_in_denied: decided,
  sign_in_refused: refused,
  sign_in_timed_out: late,
  sign_in_window_closed: decided,
  issuer_mismatch: untrusted,
  code_refused: refused,
  refresh_refused: { icon: "renew", tone: "warn", sent: true },
  client_refused: refused,
  user_refused: refused,
  grant_refused: refused,
  scope_refused: refused,
  request_refused: refused,
  rate_limited: late,
  server_failed: refused,
  answer_too_large: unexpected,
  answer_unreadable: unexpected,
  token_type_unknown: unexpected,
  token_refused: refused,
} satisfies Record<DiagnosisCode, Presentation>;
