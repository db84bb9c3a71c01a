// The list in groups: a person's own folders first, then what lies in none, by phone system.

import type { ConnectionRow } from "../bindings/ConnectionRow";

export interface Group {
  /** Differs between a folder and a phone system of the same name. */
  key: string;
  name: string;
  rows: ConnectionRow[];
}

/** Rows keep their order within a group. */
export function inGroups(rows: ConnectionRow[]): Group[] {
  const folders = new Map<string, Group>();
  const systems = new Map<string, Group>();
  for (const row of rows) {
    const isOwn = row.folder !== null;
    const name = row.folder ?? (row.practice ? "Practice" : systemOf(row));
    const groups = isOwn ? folders : systems;
    const group = groups.get(name);
    if (group) group.rows.push(row);
    else groups.set(name, { key: `${isOwn ? "folder" : "system"} ${name}`, name, rows: [row] });
  }
  return [...sorted(folders), ...sorted(systems)];
}

/** The names of the person's own folders. */
export function foldersOf(rows: ConnectionRow[]): string[] {
  return [...new Set(rows.map(({ folder }) => folder).filter((folder) => folder !== null))].sort(order.compare);
}

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function sorted(groups: Map<string, Group>): Group[] {
  return [...groups.values()].sort((one, other) => order.compare(one.name, other.name));
}

/** A row names the way behind its phone system; all ways stand together. */
function systemOf({ system }: ConnectionRow): string {
  const end = system.indexOf(" · ");
  return end < 0 ? system : system.slice(0, end);
}
