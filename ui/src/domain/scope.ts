// Asked and granted scope, compared in words.

/** What was granted, and how it stands to what was asked; the vendor's words and ours kept apart. */
export function scopeInWords(asked: string | null, granted: string | null): { scope: string; remark: string } {
  if (!asked && !granted) return { scope: "", remark: "None was asked for, and the answer names none" };
  // RFC 6749 3.3: an answer without a scope grants the one that was asked for.
  if (!granted || sameWords(asked ?? "", granted)) return { scope: granted ?? asked ?? "", remark: "granted as asked" };
  return { scope: granted, remark: asked ? `you asked for ${asked}` : "chosen by the phone system" };
}

function sameWords(one: string, other: string): boolean {
  const words = (text: string): string => text.split(/\s+/).filter(Boolean).sort().join(" ");
  return words(one) === words(other);
}
