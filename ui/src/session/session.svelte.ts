// What is known to this window: how the vault stands, the phone systems, the connections, the open one and the screen.
// It asks the backend, keeps what it answers and says so when it could not. It holds no secret.

import { createContext } from "svelte";

import type { Backend, HandedOver } from "../backend/backend";
import type { Arguments, Change } from "../backend/commands";
import { toBackendError } from "../backend/error";
import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { Revocation } from "../bindings/Revocation";
import type { StorageView } from "../bindings/StorageView";
import type { SystemView } from "../bindings/SystemView";
import type { WayView } from "../bindings/WayView";
import { foldersOf } from "../domain/groups";
import { outcomeOf } from "../domain/outcome";
import type { Ask } from "./ask";
import { Checking } from "./checking.svelte";
import { Choices } from "./choices.svelte";
import { WallClock } from "./clock.svelte";
import { gathered } from "./gathered";
import { HeldToken } from "./heldToken";
import { Reports } from "./reports";
import { Practising } from "./practising.svelte";
import type { Screen } from "./screen";
import { SignIn } from "./signIn";
import { Storage } from "./storage.svelte";

export interface Message {
  text: string;
  tone: "plain" | "bad";
  /** What can be done about it. */
  action?: { label: string; run: () => void };
}

/** Changes that others made are looked for at most this often. */
const LOOK_MILLISECONDS = 1000;

/** Where a window starts when it is not the usual place; the fake backend's scenes use it. */
export interface Opening {
  screen: Screen;
  id?: ConnectionId;
}

export const [getSession, setSession] = createContext<Session>();

export class Session {
  readonly clock = new WallClock();
  readonly storage: Storage;
  readonly choices: Choices;
  readonly signIn: SignIn;
  readonly token: HeldToken;
  readonly reports: Reports;
  readonly checking: Checking;
  readonly practising: Practising;

  systems = $state.raw<SystemView[]>([]);
  rows = $state.raw<ConnectionRow[]>([]);
  connection = $state.raw<ConnectionView | null>(null);
  screen = $state.raw<Screen>({ name: "starting" });
  message = $state.raw<Message | null>(null);
  /** Set-up steps that were ticked off, as "connection/step". */
  readonly ticked = $state<Record<string, boolean>>({});

  /** When the last run of a connection ended, as far as this window saw it. */
  private readonly ended = $state<Record<ConnectionId, number>>({});
  private readonly cancelled: Record<ConnectionId, boolean> = {};
  /** Runs that this window started and that have not ended. */
  private readonly underWay: Record<ConnectionId, boolean> = {};
  /** Changes of values run one after the other, and a run waits for them. */
  private changes: Promise<unknown> = Promise.resolve();

  /** Steps are told only after a run was started, so the first screen does not wait for being told of them. */
  private listening: Promise<void> | undefined;
  /** Being told of what others change: from the first screen on, or before it where the vault has yet to open. */
  private heeding: Promise<unknown> | undefined;
  /** Where to go once the vault is open. */
  private opening: Opening | undefined;
  /** Whether others changed the open connection while its form was shown. */
  private isOutdated = false;
  /** How the vault stood when that was last told. */
  private toldStorage: StorageView | undefined;

  private readonly lookAgain = gathered(() => this.look(), LOOK_MILLISECONDS);

  private readonly ask: Ask = async (command, args) => {
    try {
      return await this.backend.call(command, args);
    } catch (thrown) {
      const { code, message } = toBackendError(thrown);
      if (code === "locked") void this.lookAtStorage();
      else this.complain(message);
      return undefined;
    }
  };

  constructor(private readonly backend: Backend) {
    this.storage = new Storage(backend);
    this.choices = new Choices(this.ask);
    this.signIn = new SignIn(this.ask);
    this.token = new HeldToken(this.ask);
    this.reports = new Reports(this.ask);
    this.checking = new Checking(backend, this.ask, (view) => this.keep(view));
    this.practising = new Practising(this.ask);
  }

  /** Loads what the first screen needs. */
  async start(opening?: Opening): Promise<void> {
    this.opening = opening;
    try {
      const { systems, rows, storage, preferences } = this.backend.handedOver ?? (await this.load());
      this.systems = systems;
      this.choices.preferences = preferences;
      this.rows = rows;
      this.toldStorage ??= storage;
      this.storage.view = this.toldStorage;
      this.screen = { name: "starting" };
    } catch (thrown) {
      this.screen = { name: "broken", message: toBackendError(thrown).message };
      return;
    }
    if (this.storage.opened) {
      await this.enter();
    } else {
      // It may have opened before this window was told of it.
      this.heeding ??= this.heed();
      void this.heeding.then(() => this.lookAtStorage());
    }
  }

  private async load(): Promise<HandedOver> {
    const [systems, storage, preferences] = await Promise.all([
      this.backend.call("system_list", {}),
      this.backend.call("storage_view", {}),
      this.backend.call("preferences_view", {}),
    ]);
    const rows = storage.kind === "open" ? await this.backend.call("connection_list", {}) : [];
    return { systems, rows, storage, preferences };
  }

  private async heed(): Promise<void> {
    try {
      await Promise.all([
        this.backend.onStorage((view) => void this.showStorage(view)),
        this.backend.onConnectionsChanged(this.lookAgain),
        this.backend.onAskStayInTray(() => (this.choices.asksStayInTray = true)),
      ]);
      // What happened before was told to nobody.
      this.lookAgain();
    } catch (thrown) {
      this.complain(toBackendError(thrown).message);
    }
  }

  private async lookAtStorage(): Promise<void> {
    const view = await this.ask("storage_view", {});
    if (view) await this.showStorage(view);
  }

  /** Shows how the vault stands; what was known of its connections goes when it is closed. */
  private async showStorage(view: StorageView): Promise<void> {
    this.toldStorage = view;
    const wasOpen = this.storage.opened !== undefined;
    if (view.kind === "open" && !wasOpen) {
      const rows = await this.ask("connection_list", {});
      if (!rows || this.toldStorage !== view) return;
      this.rows = rows;
    }
    this.storage.view = view;
    if (view.kind === "open") {
      if (wasOpen) this.lookAgain();
      else await this.enter();
    } else if (wasOpen) {
      this.opening = this.connection ? { screen: { name: "connections" }, id: this.connection.id } : undefined;
      this.screen = { name: "starting" };
      this.connection = null;
      this.rows = [];
      this.message = null;
    }
  }

  /** Goes to the first screen of the open vault, or back to where one was. */
  private async enter(): Promise<void> {
    const { opening } = this;
    this.opening = undefined;
    const isThere = opening?.id === undefined || this.rows.some(({ id }) => id === opening.id);
    if (opening && isThere) await this.go(opening);
    else await this.home();
  }

  /** Loads again what others may have changed, but nothing that is being typed in. */
  private async look(): Promise<void> {
    await this.changes;
    if (!this.storage.opened) return;
    await this.listRows();
    const before = this.connection;
    if (!before || this.underWay[before.id]) return;
    if (this.screen.name === "set_up") {
      this.isOutdated = true;
    } else if (!this.rows.some(({ id }) => id === before.id)) {
      this.connection = null;
      if (this.screen.name === "connections") await this.home();
    } else {
      const view = await this.ask("connection_open", { id: before.id });
      if (!view || this.connection?.id !== view.id) return;
      // What came meanwhile may be newer, or older.
      if (this.connection !== before) this.lookAgain();
      else this.connection = view;
    }
    this.follow();
  }

  /** A run that this window did not start, as before its page was loaded anew, is looked at until it has ended. */
  private follow(): void {
    const { connection } = this;
    if (connection?.running && !this.underWay[connection.id]) this.lookAgain();
  }

  /** Tells, once the first screen is drawn, that the window can be used. */
  reportReady(): void {
    requestAnimationFrame(() => {
      void this.ask("ui_ready", {});
      this.heeding ??= this.heed();
    });
  }

  /** The list of connections, or the first screen while there is none. */
  async home(): Promise<void> {
    const id = this.connection?.id ?? this.rows[0]?.id;
    await this.go(id === undefined ? { screen: { name: "first_run" } } : { screen: { name: "connections" }, id });
  }

  async go({ screen, id }: Opening): Promise<void> {
    if (id !== undefined && (this.connection?.id !== id || this.isOutdated)) {
      const view = await this.ask("connection_open", { id });
      if (!view) return;
      this.isOutdated = false;
      this.connection = view;
      this.follow();
    }
    const practises = screen.name === "practice" || (screen.name === "set_up" && this.connection?.practice);
    if (practises && !(await this.practising.open())) return;
    if (screen.name === "settings") await this.choices.lookForTray();
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

  async duplicate(id: ConnectionId): Promise<void> {
    const view = await this.ask("connection_duplicate", { id });
    if (view) await this.show(view);
  }

  /** Deletes a connection at once; for a while it can be put back. */
  async delete(id: ConnectionId, name: string): Promise<void> {
    await this.changes;
    const place = this.rows.findIndex((row) => row.id === id);
    const neighbour = this.rows[place + 1] ?? this.rows[place - 1];
    if ((await this.ask("connection_delete", { id })) === undefined) return;
    this.connection = null;
    await this.listRows();
    if (neighbour) await this.go({ screen: { name: "connections" }, id: neighbour.id });
    else await this.home();
    const undo = { label: "Undo", run: () => void this.putBack(id) };
    this.message = { text: `“${name}” is deleted.`, tone: "plain", action: undo };
  }

  private async putBack(id: ConnectionId): Promise<void> {
    this.message = null;
    const view = await this.ask("connection_put_back", { id });
    if (view) await this.show(view);
  }

  private async show(view: ConnectionView): Promise<void> {
    this.connection = view;
    await this.listRows();
    await this.go({ screen: { name: "connections" } });
  }

  /** Closes the vault; what follows is told. */
  async lock(): Promise<void> {
    const refusal = await this.storage.attempt("storage_lock", {});
    if (refusal !== null) this.complain(refusal);
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
    this.cancelled[id] = false;
    // What was said about the run before is over.
    this.message = null;
    this.connection = { ...this.connection, running: true, steps: [] };
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, state: { kind: "running" } } : row));
    this.screen = { name: "connections" };
    this.underWay[id] = true;
    const answer = await this.ask(command, { id });
    this.underWay[id] = false;
    this.ended[id] = Math.floor(Date.now() / 1000);
    const view = answer ?? (await this.ask("connection_open", { id }));
    await this.keep(view);
    // A run that was cancelled too late has an outcome all the same.
    if (this.cancelled[id] && view && outcomeOf(view) === before) this.say("Stopped. Nothing more is sent.");
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
      this.complain(toBackendError(thrown).message);
    }
  }

  async cancel(id: ConnectionId): Promise<void> {
    this.cancelled[id] = true;
    await this.ask("flow_cancel", { id });
  }

  /** Makes a harmless call with the token. */
  async test(id: ConnectionId, call: number): Promise<void> {
    await this.keep(await this.ask("token_test", { id, call }));
  }

  /** Tells the phone system that the open connection's token is no longer wanted. */
  async revoke(id: ConnectionId): Promise<Revocation | undefined> {
    const outcome = await this.ask("token_revoke", { id });
    if (outcome) await this.keep(await this.ask("connection_open", { id }));
    if (outcome?.kind === "revoked") this.say(`${outcome.title}. ${outcome.text}`);
    return outcome;
  }

  readonly copyText = async (text: string): Promise<boolean> => (await this.ask("text_copy", { text })) !== undefined;

  async openDocumentation(system: string): Promise<void> {
    await this.ask("system_open_documentation", { system });
  }

  say(text: string): void {
    this.message = { text, tone: "plain" };
  }

  /** Says what could not be done. */
  complain(text: string): void {
    this.message = { text, tone: "bad" };
  }

  /** When the last run ended; none when this window did not see it. */
  endOfRun(id: ConnectionId): number | undefined {
    return this.ended[id];
  }

  /** The person's own folders. */
  get folders(): string[] {
    return foldersOf(this.rows);
  }

  systemOf(connection: ConnectionView): SystemView | undefined {
    return this.systems.find((system) => system.id === connection.system);
  }

  wayOf(connection: ConnectionView): WayView | undefined {
    return this.systemOf(connection)?.ways.find((way) => way.id === connection.way);
  }

  private async keep(view: ConnectionView | undefined): Promise<boolean> {
    if (view && this.connection?.id === view.id) this.connection = view;
    await this.listRows();
    return view !== undefined;
  }

  private async listRows(): Promise<void> {
    this.rows = (await this.ask("connection_list", {})) ?? this.rows;
  }
}
