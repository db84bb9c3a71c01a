// What a run changes.

import type { ConnectionView } from "../bindings/ConnectionView";

/** Stands for what came of the last run, to tell whether another one changed it. */
export function outcomeOf({ token, diagnosis }: ConnectionView): string {
  return JSON.stringify([token?.receivedAt, diagnosis]);
}
