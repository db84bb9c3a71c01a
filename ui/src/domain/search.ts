// Finding connections and phone systems by a few letters.

import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { SystemView } from "../bindings/SystemView";

/** What is looked through of a row, kept as long as the row: a long list is searched at every key. */
const textOfRow = new WeakMap<ConnectionRow, string>();

/** Connections whose name, folder or phone system holds every word of `query`. */
export function matchingRows(rows: ConnectionRow[], query: string): ConnectionRow[] {
  const words = wordsOf(query);
  return rows.filter((row) => holds(textOf(row), words));
}

/** Reads what `matchingRows` looks through, so that the first key costs no more than the next. */
export function prepareSearch(rows: ConnectionRow[]): void {
  for (const row of rows) textOf(row);
}

/** Phone systems whose name, summary, description or ways hold every word of `query`. */
export function matchingSystems(systems: SystemView[], query: string): SystemView[] {
  const words = wordsOf(query);
  return systems.filter((system) =>
    holds(plain([system.name, system.summary, system.about, ...system.ways.map((way) => way.name)].join(" ")), words),
  );
}

function textOf(row: ConnectionRow): string {
  let text = textOfRow.get(row);
  if (text === undefined) {
    text = plain(`${row.name} ${row.system} ${row.folder ?? ""} ${row.practice ? "practice" : ""}`);
    textOfRow.set(row, text);
  }
  return text;
}

function wordsOf(query: string): string[] {
  return plain(query).split(/\s+/).filter(Boolean);
}

function holds(text: string, words: string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** Without case and accents, so that "zurich" finds "Zürich". */
function plain(text: string): string {
  // Most names have no accents to take off, and taking them off costs.
  const bare = isBare(text) ? text : text.normalize("NFD").replace(/\p{Mark}/gu, "");
  return bare.toLowerCase();
}

function isBare(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
