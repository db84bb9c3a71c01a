// The checks of a look as a screen shows them.

import type { Check } from "../../bindings/Check";

/** Checks about the same place stand together; those about this computer and the values come last. */
export function byPlace(checks: Check[]): { place: string | null; checks: Check[] }[] {
  const places = [...new Set(checks.map(({ place }) => place))].sort((one, other) => Number(one === null) - Number(other === null));
  return places.map((place) => ({ place, checks: checks.filter((check) => check.place === place) }));
}

/** What a look came to, in one sentence. */
export function summary(checks: Check[]): string {
  const count = (state: Check["state"]): number => checks.filter((check) => check.state === state).length;
  const warnings = count("warning");
  if (count("bad") > 0) return "It cannot work like this yet";
  if (warnings > 0) return `Reachable, with ${warnings === 1 ? "one thing" : `${warnings} things`} to look at`;
  return "The way is clear";
}
