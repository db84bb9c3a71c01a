// Points in time as people read them: a clock time for today, a date otherwise.

const DAY = 24 * 60 * 60;

/** `seconds` since 1970, beside `now` in the same unit: "15:34", "20 Nov 15:34", or "20 Nov 2025 15:34". */
export function clockTime(seconds: number, now: number): string {
  return isSameDay(seconds, now) ? clock(seconds) : `${date(seconds, now)} ${clock(seconds)}`;
}

/** For a list of points in time: "Today 15:34", "Yesterday 15:34", or a date. */
export function dayAndTime(seconds: number, now: number): string {
  const day = isSameDay(seconds, now) ? "Today" : isSameDay(seconds + DAY, now) ? "Yesterday" : date(seconds, now);
  return `${day} ${clock(seconds)}`;
}

function clock(seconds: number): string {
  const time = new Date(seconds * 1000);
  return `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;
}

function date(seconds: number, now: number): string {
  const time = new Date(seconds * 1000);
  const isThisYear = time.getFullYear() === new Date(now * 1000).getFullYear();
  return time.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) });
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one * 1000).toDateString() === new Date(other * 1000).toDateString();
}
