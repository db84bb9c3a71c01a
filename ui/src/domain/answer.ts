// The body of a test call as something readable: a table of the first list in it, or names beside values.

export type ReadableAnswer =
  | { kind: "table"; columns: string[]; rows: string[][]; more: number }
  | { kind: "facts"; facts: [name: string, value: string][] }
  | { kind: "empty" };

type Scalar = string | number | boolean | null;
type Entry = Record<string, unknown>;

const MOST_COLUMNS = 5;
const MOST_ROWS = 50;
/** Phone systems wrap a list once or twice: {"objects": […]}, {"result": {"records": […]}}. */
const DEEPEST_LIST = 2;

/** Reads the body of an answer; none when it is not JSON or has no simple shape. */
export function readAnswer(body: string): ReadableAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const list = findList(value, DEEPEST_LIST);
  if (list) return list.length === 0 ? { kind: "empty" } : asTable(list);
  return isEntry(value) ? asFacts(value) : undefined;
}

function findList(value: unknown, depth: number): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isEntry(value) || depth === 0) return undefined;
  for (const part of Object.values(value)) {
    const list = findList(part, depth - 1);
    if (list) return list;
  }
  return undefined;
}

function asTable(list: unknown[]): ReadableAnswer | undefined {
  const entries = list.filter(isEntry);
  if (entries.length !== list.length) return undefined;
  const names = [...new Set(entries.flatMap((entry) => Object.keys(entry)))];
  const columns = names
    .filter((name) => entries.every((entry) => isScalar(entry[name] ?? null)))
    .filter((name) => entries.some((entry) => (entry[name] ?? "") !== ""))
    .slice(0, MOST_COLUMNS);
  if (columns.length === 0) return undefined;
  const rows = entries
    .slice(0, MOST_ROWS)
    .map((entry) => columns.map((name) => draw((entry[name] ?? null) as Scalar)));
  return { kind: "table", columns, rows, more: entries.length - rows.length };
}

function asFacts(entry: Entry): ReadableAnswer | undefined {
  const facts = Object.entries(entry).filter((pair): pair is [string, Scalar] => isScalar(pair[1]));
  if (facts.length === 0) return undefined;
  return { kind: "facts", facts: facts.map(([name, value]) => [name, draw(value)]) };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value !== "object";
}

function draw(value: Scalar): string {
  return value === null ? "–" : String(value);
}
