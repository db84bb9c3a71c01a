// How much of a token's life is left, as numbers for the dial and as words for the screen.

import type { Expiry } from "../bindings/Expiry";

export type Life =
  | { kind: "unknown" }
  | { kind: "expired"; at: number }
  | { kind: "valid" | "soon"; at: number; left: number; total: number; percent: number };

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Under a tenth of its life a token expires soon. */
const SOON = 0.1;

/** Compares a token's expiry with the clock; all three in seconds since 1970. */
export function lifeOf(receivedAt: number, expiry: Expiry, now: number): Life {
  if (expiry.kind === "unknown") return { kind: "unknown" };
  const left = expiry.at - now;
  if (left <= 0) return { kind: "expired", at: expiry.at };
  const total = Math.max(expiry.at - receivedAt, 1);
  const share = Math.min(left / total, 1);
  return { kind: share < SOON ? "soon" : "valid", at: expiry.at, left, total, percent: Math.round(share * 100) };
}

/** Whole days, where a countdown to the second would only be noise; none below two. */
export function wholeDays(seconds: number): number | undefined {
  return seconds >= 2 * DAY ? Math.floor(seconds / DAY) : undefined;
}

/** Whether seconds are counted in what is left of a token, at any time of the minute that begins at `minute`. */
export function countsSeconds(expiry: Expiry, minute: number): boolean {
  if (expiry.kind === "unknown") return false;
  const left = expiry.at - minute;
  return left > 0 && wholeDays(left - MINUTE) === undefined;
}

/** To the second: "52:14", "1:02:14". */
export function countdown(seconds: number): string {
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  const rest = twoDigits(seconds % MINUTE);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** For a row of the list: "52 min", "5 h", "103 days"; to the second only when it expires soon. */
export function shortTime(seconds: number, soon: boolean): string {
  const days = wholeDays(seconds);
  if (days !== undefined) return `${days} days`;
  if (seconds >= 2 * HOUR) return `${Math.floor(seconds / HOUR)} h`;
  if (seconds < MINUTE || (soon && seconds < 10 * MINUTE)) return countdown(seconds);
  return `${Math.floor(seconds / MINUTE)} min`;
}

/** A span in words, its two largest units: "1 hour", "52 minutes 14 seconds". */
export function inWords(seconds: number): string {
  const units: [string, number][] = [
    ["day", DAY],
    ["hour", HOUR],
    ["minute", MINUTE],
    ["second", 1],
  ];
  let rest = Math.max(0, Math.round(seconds));
  const words: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
    if (words.length === 2) break;
  }
  return words.join(" ") || "less than a second";
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
