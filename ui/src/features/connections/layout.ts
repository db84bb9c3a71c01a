// Where each line of the list stands, so that only those in sight need to be drawn. The cost goes with the number of
// groups, not of connections.

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import type { Group } from "../../domain/groups";

/** A heading or a connection, with its place among all lines. */
export type Line = { place: number; group: Group; row?: undefined; isFolded: boolean } | { place: number; row: ConnectionRow };

/** In pixels, as the stylesheet has them. */
const HEADING = 30;
const ROW = 42;

/** Lines this near above and below are drawn already. */
const MARGIN = 4 * ROW;

interface Block {
  group: Group;
  isFolded: boolean;
  /** Place of its heading. */
  place: number;
  /** Upper edge of its heading. */
  top: number;
  /** Its rows that are shown. */
  rows: ConnectionRow[];
}

export interface Layout {
  blocks: Block[];
  /** How many lines there are. */
  count: number;
  height: number;
}

/** The lines to draw, with the room above and below them. */
export interface Sight {
  lines: Line[];
  above: number;
  below: number;
}

export function keyOf(line: Line): string {
  return line.row ? line.row.id : line.group.key;
}

/** Puts the rows of each group below its heading; none of those that are folded. */
export function layOut(groups: Group[], folds: (group: Group) => boolean): Layout {
  let count = 0;
  let height = 0;
  const blocks = groups.map((group) => {
    const isFolded = folds(group);
    const rows = isFolded ? [] : group.rows;
    const block = { group, isFolded, place: count, top: height, rows };
    count += 1 + rows.length;
    height += HEADING + rows.length * ROW;
    return block;
  });
  return { blocks, count, height };
}

/** What a pane `height` high shows that is scrolled down by `top`. */
export function inSight({ blocks, height: whole }: Layout, top: number, height: number): Sight {
  const from = Math.max(0, Math.min(top, whole - height) - MARGIN);
  const to = top + height + MARGIN;
  const lines: Line[] = [];
  let above = whole;
  let end = 0;
  for (const { group, isFolded, place, top: upper, rows } of blocks) {
    const first = upper + HEADING;
    const lower = first + rows.length * ROW;
    if (lower <= from || upper >= to) continue;
    if (first > from) {
      lines.push({ place, group, isFolded });
      above = Math.min(above, upper);
      end = first;
    }
    const start = Math.max(0, Math.floor((from - first) / ROW));
    const stop = Math.min(rows.length, Math.ceil((to - first) / ROW));
    if (start >= stop) continue;
    rows.slice(start, stop).forEach((row, index) => lines.push({ place: place + 1 + start + index, row }));
    above = Math.min(above, first + start * ROW);
    end = first + stop * ROW;
  }
  return { lines, above: lines.length > 0 ? above : 0, below: whole - end };
}

/** The line at a place; none beyond the ends. */
export function lineAt({ blocks }: Layout, place: number): Line | undefined {
  const block = blocks.findLast((each) => each.place <= place);
  if (!block) return undefined;
  if (block.place === place) return { place, group: block.group, isFolded: block.isFolded };
  const row = block.rows[place - block.place - 1];
  return row && { place, row };
}

/** The place of the line with a key, or -1. */
export function placeOf({ blocks }: Layout, key: string): number {
  for (const { group, place, rows } of blocks) {
    if (group.key === key) return place;
    const index = rows.findIndex(({ id }) => id === key);
    if (index >= 0) return place + 1 + index;
  }
  return -1;
}

/** Upper and lower edge of the line at a place. */
export function edgesOf({ blocks }: Layout, place: number): { upper: number; lower: number } {
  const block = blocks.findLast((each) => each.place <= place);
  if (!block) return { upper: 0, lower: 0 };
  if (block.place === place) return { upper: block.top, lower: block.top + HEADING };
  const upper = block.top + HEADING + (place - block.place - 1) * ROW;
  return { upper, lower: upper + ROW };
}
