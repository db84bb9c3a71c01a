// Where the keyboard's focus goes when what is on the screen changes.

/** Gives an element the focus when it appears. */
export function takeFocus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}

/** Moves the focus among the rows of `container`, and from its search field into them, with the arrow keys. */
export function moveByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input[type=search], .row")];
  const next = stops[stops.indexOf(event.target as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
