// What is known to this window: the phone systems, the connections, the open one and the screen. It asks the backend,
// keeps what it answers and says so when it could not. It holds no secret.

import { createContext } from "svelte";
import { SvelteMap, SvelteSet } from "svelte/reactivity";

import type { Backend, HandedOver } from "../backend/backend";
import type { Arguments, Change, Command, Result } from "../backend/commands";
import { toBackendError } from "../backend/error";
import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { PasteRefusal } from "../bindings/PasteRefusal";
import type { PracticeSystem } from "../bindings/PracticeSystem";
import type { SystemView } from "../bindings/SystemView";
import type { WayView } from "../bindings/WayView";
import { WallClock } from "./clock.svelte";
import type { Screen } from "./screen";

export interface Message {
  text: string;
  tone: "plain" | "bad";
}

/** Where a window starts when it is not the usual place; the fake backend's scenes use it. */
export interface Opening {
  screen: Screen;
  id?: ConnectionId;
}

export const [getSession, setSession] = createContext<Session>();

export class Session {
  readonly clock = new WallClock();

  systems = $state.raw<SystemView[]>([]);
  rows = $state.raw<ConnectionRow[]>([]);
  connection = $state.raw<ConnectionView | null>(null);
  practice = $state.raw<PracticeSystem[] | null>(null);
  screen = $state.raw<Screen>({ name: "starting" });
  message = $state.raw<Message | null>(null);
  /** Set-up steps that were ticked off, as "connection/step". */
  readonly ticked = new SvelteSet<string>();

  /** When the last run of a connection ended, as far as this window saw it. */
  private readonly ended = new SvelteMap<ConnectionId, number>();
  private readonly cancelled = new SvelteSet<ConnectionId>();
  /** Changes of values run one after the other, and a run waits for them. */
  private changes: Promise<unknown> = Promise.resolve();

  /** Steps are told only after a run was started, so the first screen does not wait for being told of them. */
  private listening: Promise<void> | undefined;

  constructor(private readonly backend: Backend) {}

  /** Loads what the first screen needs. */
  async start(opening?: Opening): Promise<void> {
    try {
      const { systems, rows } = this.backend.handedOver ?? (await this.load());
      this.systems = systems;
      this.rows = rows;
    } catch (thrown) {
      this.screen = { name: "broken", message: toBackendError(thrown).message };
      return;
    }
    if (opening) await this.go(opening);
    else await this.home();
  }

  private async load(): Promise<HandedOver> {
    const [systems, rows] = await Promise.all([
      this.backend.call("system_list", {}),
      this.backend.call("connection_list", {}),
    ]);
    return { systems, rows };
  }

  /** Tells, once the first screen is drawn, that the window can be used. */
  reportReady(): void {
    requestAnimationFrame(() => void this.ask("ui_ready", {}));
  }

  /** The list of connections, or the first screen while there is none. */
  async home(): Promise<void> {
    const id = this.connection?.id ?? this.rows[0]?.id;
    await this.go(id === undefined ? { screen: { name: "first_run" } } : { screen: { name: "connections" }, id });
  }

  async go({ screen, id }: Opening): Promise<void> {
    if (id !== undefined && this.connection?.id !== id) {
      const view = await this.ask("connection_open", { id });
      if (!view) return;
      this.connection = view;
    }
    const practises = screen.name === "practice" || (screen.name === "set_up" && this.connection?.practice);
    if (practises && !(await this.openPractice())) return;
    this.screen = screen;
  }

  async create(system: string, way: string, practice: boolean): Promise<void> {
    const view = await this.ask("connection_create", { system, way, practice });
    if (!view) return;
    this.connection = view;
    await this.listRows();
    await this.go({ screen: { name: "set_up" } });
  }

  /** Runs a command that changes a connection; answers whether it was carried out. */
  async change<C extends Change>(command: C, args: Arguments<C>): Promise<boolean> {
    const turn = this.changes.then(() => this.ask(command, args));
    this.changes = turn;
    return this.keep(await turn);
  }

  async delete(id: ConnectionId, name: string): Promise<void> {
    if ((await this.ask("connection_delete", { id })) === undefined) return;
    this.connection = null;
    await this.listRows();
    await this.home();
    this.say(`“${name}” is deleted.`);
  }

  /** Asks for a token with the open connection's values, once, and shows how that goes. */
  async getToken(): Promise<void> {
    await this.run("flow_start");
  }

  /** Renews the open connection's token, once, and shows how that goes. */
  async renewToken(): Promise<void> {
    await this.run("flow_renew");
  }

  private async run(command: "flow_start" | "flow_renew"): Promise<void> {
    await this.changes;
    await this.listen();
    if (!this.connection || this.connection.running) return;
    const { id } = this.connection;
    const before = outcomeOf(this.connection);
    this.cancelled.delete(id);
    // What was said about the run before is over.
    this.message = null;
    this.connection = { ...this.connection, running: true, steps: [] };
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, state: { kind: "running" } } : row));
    this.screen = { name: "connections" };
    const answer = await this.ask(command, { id });
    this.ended.set(id, Math.floor(Date.now() / 1000));
    const view = answer ?? (await this.ask("connection_open", { id }));
    await this.keep(view);
    // A run that was cancelled too late has an outcome all the same.
    if (this.cancelled.has(id) && view && outcomeOf(view) === before) this.say("Stopped. Nothing more is sent.");
  }

  private async listen(): Promise<void> {
    this.listening ??= this.backend.onFlowSteps(({ id, steps }) => {
      if (this.connection?.id === id && this.connection.running) this.connection = { ...this.connection, steps };
    });
    try {
      await this.listening;
    } catch (thrown) {
      // The run works all the same; only its steps are not seen before it has ended.
      this.listening = undefined;
      this.message = { text: toBackendError(thrown).message, tone: "bad" };
    }
  }

  async cancel(id: ConnectionId): Promise<void> {
    this.cancelled.add(id);
    await this.ask("flow_cancel", { id });
  }

  /** Shows the sign-in page once more. */
  async openSignInAgain(id: ConnectionId): Promise<void> {
    await this.ask("sign_in_open_again", { id });
  }

  /** Copies the address of the sign-in page. */
  async copySignInLink(id: ConnectionId): Promise<boolean> {
    return (await this.ask("sign_in_copy_link", { id })) !== undefined;
  }

  /** Hands over what was pasted as the answer; answers with why it is none, or with null when it is taken. */
  async pasteAnswer(id: ConnectionId, text: string, confirmed: boolean): Promise<PasteRefusal | null | undefined> {
    return this.ask("sign_in_paste", { id, text, confirmed });
  }

  /** Makes a harmless call with the token. */
  async test(id: ConnectionId, call: number): Promise<void> {
    await this.keep(await this.ask("token_test", { id, call }));
  }

  async copyToken(id: ConnectionId, what: "token" | "authorization_header"): Promise<boolean> {
    return (await this.ask("token_copy", { id, what })) !== undefined;
  }

  readonly copyText = async (text: string): Promise<boolean> => (await this.ask("text_copy", { text })) !== undefined;

  async openDocumentation(system: string): Promise<void> {
    await this.ask("system_open_documentation", { system });
  }

  say(text: string): void {
    this.message = { text, tone: "plain" };
  }

  /** When the last run ended; none when this window did not see it. */
  endOfRun(id: ConnectionId): number | undefined {
    return this.ended.get(id);
  }

  systemOf(connection: ConnectionView): SystemView | undefined {
    return this.systems.find((system) => system.id === connection.system);
  }

  wayOf(connection: ConnectionView): WayView | undefined {
    return this.systemOf(connection)?.ways.find((way) => way.id === connection.way);
  }

  /** Starts the practice system, whose demo values stand beside the forms of its connections. */
  private async openPractice(): Promise<boolean> {
    this.practice ??= (await this.ask("practice_open", {})) ?? null;
    return this.practice !== null;
  }

  private async keep(view: ConnectionView | undefined): Promise<boolean> {
    if (view && this.connection?.id === view.id) this.connection = view;
    await this.listRows();
    return view !== undefined;
  }

  private async listRows(): Promise<void> {
    this.rows = (await this.ask("connection_list", {})) ?? this.rows;
  }

  /** Runs a command; when it cannot be carried out, says so and answers with none. */
  private async ask<C extends Command>(command: C, args: Arguments<C>): Promise<Result<C> | undefined> {
    try {
      return await this.backend.call(command, args);
    } catch (thrown) {
      this.message = { text: toBackendError(thrown).message, tone: "bad" };
      return undefined;
    }
  }
}

/** What a run changes, to tell whether it did. */
function outcomeOf({ token, diagnosis }: ConnectionView): string {
  return JSON.stringify([token?.receivedAt, diagnosis]);
}
