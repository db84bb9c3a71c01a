// Whole numbers as people read them: "10,026".

// Made once: making one for each number takes longer than all else about it.
const format = new Intl.NumberFormat("en-GB");

export function inFigures(value: number): string {
  return format.format(value);
}
