// What the phone system itself said about a failure, in one line. It stays apart from our words.

import type { Diagnosis } from "../bindings/Diagnosis";

export function serverWords({ server }: Diagnosis): string {
  if (!server) return "";
  return [
    // Without a status the words came by way of the browser, and the line is not the server's.
    server.status === null ? null : server.statusLine,
    [server.error, server.description].filter(Boolean).join(": "),
    server.excerpt,
  ]
    .filter(Boolean)
    .join(", ");
}
