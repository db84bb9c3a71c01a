// The whole window against the fake backend: what a person does there, for the tests.

import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, vi } from "vitest";

import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import type { Command } from "./backend/commands";
import { openScene } from "./backend/fake";
import { type Opening, Session } from "./session/session.svelte";

let app: Record<string, unknown> | undefined;

/** The commands that were called, in order. */
export let called: { command: Command; args: unknown }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  called = [];
  // What jsdom lacks: it lays nothing out, so every pane is as high as a long list.
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, value: 1600 });
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.scrollTo = () => undefined;
  Element.prototype.setPointerCapture = () => undefined;
  globalThis.ResizeObserver = class {
    observe = (): void => undefined;
    unobserve = this.observe;
    disconnect = this.observe;
  };
  HTMLDialogElement.prototype.showModal = function (): void {
    this.open = true;
    this.querySelector<HTMLElement>("[autofocus]")?.focus();
  };
});

afterEach(async () => {
  if (app) await unmount(app);
  app = undefined;
  vi.useRealTimers();
});

/** Opens the window in a scene of the fake backend, of which `change` may change a part. */
export async function open(
  scene: string,
  change: (backend: Backend) => Partial<Backend> = () => ({}),
  settling?: number,
): Promise<void> {
  const { backend, opening } = openScene(`?scene=${scene}`);
  await show({ ...recorded(backend), ...change(recorded(backend)) }, opening, settling);
}

/** Shows the window and waits `settling` milliseconds for what it does by itself. */
export async function show(backend: Backend, opening: Opening | undefined, settling = 500): Promise<void> {
  const session = new Session(backend);
  const started = session.start(opening);
  await pass(500);
  await started;
  app = mount(App, { target: document.body, props: { session } });
  await pass(settling);
}

export function recorded(backend: Backend): Backend {
  return {
    ...backend,
    call(command, args) {
      called.push({ command, args });
      return backend.call(command, args);
    },
  };
}

/** The last arguments of a command; fails where it was not called. */
export function argsOf(command: Command): unknown {
  const call = called.findLast((each) => each.command === command);
  if (!call) throw new Error(`${command} was not called`);
  return call.args;
}

export function wasCalled(command: Command): boolean {
  return called.some((each) => each.command === command);
}

export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await tick();
  flushSync();
}

/** The first button with this text or name. */
export function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find(
    (each) => each.textContent.includes(name) || each.getAttribute("aria-label") === name,
  );
  if (!found) throw new Error(`there is no button “${name}”`);
  return found;
}

export async function click(name: string): Promise<void> {
  button(name).click();
  await pass(100);
}

/** The first element that a selector finds. */
export function element<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

export function input(id: string): HTMLInputElement {
  return element(`#${id}`);
}

/** The field, switch or choice that a label names. */
export function labelled(name: string): HTMLInputElement {
  const label = [...document.querySelectorAll("label")].find((each) => each.textContent.trim().startsWith(name));
  const control = label?.control ?? document.querySelector(`[aria-label="${name}"]`);
  if (!control) throw new Error(`there is nothing labelled “${name}”`);
  return control as HTMLInputElement;
}

/** Types into a field that is read when it is left. */
export async function enter(id: string, text: string): Promise<void> {
  const field = input(id);
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await pass(100);
}

/** Types into a field that is read while typing. */
export async function typeIn(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await pass(50);
}

/** Sends the form of the open dialog, or the only one on the page. */
export async function submit(selector = "dialog form"): Promise<void> {
  element(selector).dispatchEvent(new SubmitEvent("submit", { cancelable: true, bubbles: true }));
  await pass(100);
}

export async function press(target: EventTarget, key: string, kind: "keydown" | "keyup" = "keydown"): Promise<void> {
  target.dispatchEvent(new KeyboardEvent(kind, { key, bubbles: true, cancelable: true }));
  await pass(50);
}

export function page(): string {
  return document.body.textContent;
}
