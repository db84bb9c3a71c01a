// What the fake backend makes of a text with several values in it, far more simply than the real recognition does.

import type { RecognisedView } from "../../bindings/RecognisedView";
import type { WayView } from "../../bindings/WayView";

/** Stands for every secret in it. */
const SECRET = "s".repeat(63);

/** The offer for a curl command, with the values that are filled in, by field; none for any other text. */
export function playRecognised(
  field: string,
  text: string,
  way: WayView,
): { view: RecognisedView; values: Record<string, string> } | null {
  if (!text.startsWith("curl ")) return null;
  const played: Record<string, string> = {
    host: "https://pbx.northwind.example",
    token_address: "https://pbx.northwind.example/oauth/token",
    client_id: "oauth2-desk-5514620391",
    client_secret: SECRET,
    tenant: "northwind.example",
  };
  const fields = way.fields.filter(({ key }) => key in played);
  const view: RecognisedView = {
    field,
    title: "This is a curl command.",
    values: fields.map(({ key, label, kind }) => ({
      label,
      shown: kind === "secret" ? `${SECRET.length} characters` : (played[key] ?? ""),
      isDescribed: kind === "secret",
    })),
    notes: [
      {
        tone: "warn",
        text: "There is a token in it that may still be good. It is left out and not kept.",
        evidence: null,
        action: null,
      },
    ],
    canKeep: true,
  };
  return { view, values: Object.fromEntries(fields.map(({ key }) => [key, played[key] ?? ""])) };
}
