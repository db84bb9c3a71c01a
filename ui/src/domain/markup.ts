// The two marks recipes use in their texts: `**…**` for the vendor's own words, ` > ` between parts of a menu path.

/** A run of text; the vendor's own words come as a path of one or more parts. */
export type TextPiece = { kind: "plain"; text: string } | { kind: "vendor"; path: string[] };

/** Takes a recipe's text apart. A mark without its partner stays as it is. */
export function parseMarkup(text: string): TextPiece[] {
  const parts = text.split(/\*\*(.+?)\*\*/);
  return parts
    .map((part, index): TextPiece =>
      index % 2 === 1 ? { kind: "vendor", path: part.split(" > ") } : { kind: "plain", text: part },
    )
    .filter((piece) => piece.kind === "vendor" || piece.text !== "");
}

/** A menu path as it is drawn. */
export function drawPath(place: string): string {
  return place.replaceAll(" > ", " › ");
}
