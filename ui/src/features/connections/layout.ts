// Where each line of the list stands, so that only those in sight need to be drawn.

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import type { Group } from "../../domain/groups";

/** A heading or a connection. */
export type Line = Group | ConnectionRow;

/** In pixels, as the stylesheet has them. */
const HEADING = 30;
const ROW = 42;

/** Lines this near above and below are drawn already. */
const MARGIN = 4 * ROW;

export interface Layout {
  lines: Line[];
  /** The upper edge of each line, and the lower edge of the last. */
  edges: number[];
}

export function isHeading(line: Line): line is Group {
  return "rows" in line;
}

export function keyOf(line: Line): string {
  return isHeading(line) ? line.key : line.id;
}

/** Puts the rows of each group below its heading; none of those that are folded. */
export function layOut(groups: Group[], isFolded: (group: Group) => boolean): Layout {
  const lines: Line[] = [];
  const edges = [0];
  let edge = 0;
  for (const group of groups) {
    lines.push(group);
    edges.push((edge += HEADING));
    if (isFolded(group)) continue;
    for (const row of group.rows) {
      lines.push(row);
      edges.push((edge += ROW));
    }
  }
  return { lines, edges };
}

/** The first line to draw and the one after the last, for a pane `height` high that is scrolled down by `top`. */
export function inSight({ lines, edges }: Layout, top: number, height: number): { from: number; to: number } {
  const from = Math.max(0, below(edges, top - MARGIN) - 1);
  const to = Math.min(lines.length, below(edges, top + height + MARGIN));
  return { from, to };
}

/** Index of the first edge lower than `place`, by halving. */
function below(edges: number[], place: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
