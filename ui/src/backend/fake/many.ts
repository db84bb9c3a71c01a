// A list as long as the longest there is, to see that it stays quick.

import type { FakeConnection } from "./connection";

const PLACES = ["Reception", "Back office", "Warehouse", "Zürich", "Contact centre", "Front desk", "Lab", "Night desk"];

/** `count` connections like `examples`, a few hundred to a folder, each with a token of its own age. */
export function manyOf(examples: FakeConnection[], count: number): FakeConnection[] {
  const finished = examples.filter(({ running }) => !running);
  return Array.from({ length: count }, (_, index) => {
    const like = finished[index % finished.length] as FakeConnection;
    return {
      ...like,
      id: `many-${index}`,
      name: `${PLACES[index % PLACES.length] ?? ""} ${index + 1}`,
      folder: index % 3 === 0 ? null : `Customer ${Math.floor(index / 300) + 1}`,
      keepFresh: { ...like.keepFresh, isOn: index % 4 === 0 },
      token: like.token && { ...like.token, receivedAt: like.token.receivedAt - (index % 50) * 60 },
    };
  });
}
