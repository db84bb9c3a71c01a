// The part of the window that is loaded after its first frame, or before it where it begins with the list.

import type LaterScreens from "./LaterScreens.svelte";

let loaded: typeof LaterScreens | undefined;

/** Loads the screens that a person goes to. The session waits for it before it goes to one. */
export async function loadLaterScreens(): Promise<void> {
  loaded ??= (await import("./LaterScreens.svelte")).default;
}

/** Draws them; none while they are not loaded. */
export function laterScreens(): typeof LaterScreens | undefined {
  return loaded;
}
