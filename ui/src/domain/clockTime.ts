// Points in time as people read them: a clock time for today, a date otherwise.

/** `seconds` since 1970, beside `now` in the same unit: "15:34", or "20 Nov 15:34". */
export function clockTime(seconds: number, now: number): string {
  const time = new Date(seconds * 1000);
  const clock = `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`.padStart(5, "0");
  if (time.toDateString() === new Date(now * 1000).toDateString()) return clock;
  return `${time.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock}`;
}
