// Finding connections and phone systems by a few letters.

import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { SystemView } from "../bindings/SystemView";

/** Connections whose name or phone system holds every word of `query`. */
export function matchingRows(rows: ConnectionRow[], query: string): ConnectionRow[] {
  return rows.filter((row) => holds([row.name, row.system, row.practice ? "practice" : ""], query));
}

/** Phone systems whose name, summary, description or ways hold every word of `query`. */
export function matchingSystems(systems: SystemView[], query: string): SystemView[] {
  return systems.filter((system) =>
    holds([system.name, system.summary, system.about, ...system.ways.map((way) => way.name)], query),
  );
}

function holds(texts: string[], query: string): boolean {
  const text = plain(texts.join(" "));
  return plain(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Without case and accents, so that "zurich" finds "Zürich". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .trim();
}
