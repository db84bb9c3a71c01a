// A redacted exchange as text, for the clipboard.

import type { Exchange } from "../bindings/Exchange";
import type { WirePiece } from "../bindings/WirePiece";

/** What was sent and answered; hidden pieces stand in square brackets. */
export function exchangeAsText(exchange: Exchange): string {
  const parts = ["Sent", ...exchange.sent.map(lineAsText)];
  if (exchange.answered) parts.push("", "Answered", ...exchange.answered.map(lineAsText));
  else parts.push("", "No answer");
  return `${parts.join("\n")}\n`;
}

function lineAsText(line: WirePiece[]): string {
  return line.map((piece) => (piece.kind === "text" ? piece.text : `[${piece.what}]`)).join("");
}
