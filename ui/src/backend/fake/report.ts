// The report on a connection, as the fake backend makes it up.

import type { Report } from "../../bindings/Report";
import type { WirePiece } from "../../bindings/WirePiece";
import type { FakeConnection } from "./connection";

export function playReport({ diagnosis, steps, system, way }: FakeConnection): Report {
  const lines = (...texts: string[]): WirePiece[][] => texts.map((text) => [{ kind: "text", text }]);
  const exchange = steps.find((step) => step.exchange)?.exchange;
  const sections = [
    {
      title: "Versions",
      lines: lines(
        "Made Sat, 21 Nov 2026 14:41:00 GMT",
        "Dialkey 0.1.0 on Debian GNU/Linux 12 (bookworm) (x86_64)",
        `Recipe ${system}, way ${way}`,
      ),
    },
    {
      title: "What happened",
      lines: lines(...(diagnosis ? [`“${diagnosis.stepName}” failed: ${diagnosis.code}`, diagnosis.title] : ["There was no run yet."])),
    },
    { title: "Steps", lines: steps.map((step, index) => lines(`${index + 1}. ${step.name}: ${step.state}`)[0] ?? []) },
    ...(exchange ? [{ title: "Exchange of “Ask for the token”", lines: [...exchange.sent, [], ...(exchange.answered ?? [])] }] : []),
    {
      title: "Settings",
      lines: [
        ...lines("Management Node address: https://pexlab.mistral.example"),
        [
          { kind: "text" as const, text: "Client ID: " },
          { kind: "hidden" as const, what: "Client ID hidden, 15 characters" },
        ],
        ...lines("Private key: EC P-256 private key", "Proxy: as in the system settings", "Clock: the phone system’s is 4 minutes 12 seconds behind"),
      ],
    },
  ];
  return {
    sections,
    takenOut: ["Private key", "Client ID", "Name of the connection, your name and that of your computer"],
    text: sections.map(({ title }) => title).join("\n"),
  };
}
