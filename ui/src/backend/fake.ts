// A backend for plain browsers: every screen in every state, without the shell. It is no part of the production bundle.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { DiscoveredValue } from "../bindings/DiscoveredValue";
import type { Discovery } from "../bindings/Discovery";
import type { Exchange } from "../bindings/Exchange";
import type { PasteRefusal } from "../bindings/PasteRefusal";
import type { PracticeSystem } from "../bindings/PracticeSystem";
import type { Step } from "../bindings/Step";
import type { StorageView } from "../bindings/StorageView";
import type { SystemView } from "../bindings/SystemView";
import type { TokenView } from "../bindings/TokenView";
import type { WayView } from "../bindings/WayView";
import type { Opening } from "../session/session.svelte";
import type { Backend, FlowSteps } from "./backend";
import { BackendError } from "./error";
import { type FakeConnection, fromKept, type KeptConnection, toRow, toView } from "./fake/connection";
import keptConnections from "./fake/connections.json";
import type { Handlers } from "./fake/handlers";
import { PLAYED_TOKEN, playDetails, playIntrospection, playRevocation, playUserinfo } from "./fake/inquiries";
import { manyOf } from "./fake/many";
import keptPractice from "./fake/practice.json";
import { type Scene, sceneOf } from "./fake/scenes";
import { playReport } from "./fake/report";
import { playStorage } from "./fake/storage";
import keptSystems from "./fake/systems.json";

// JSON modules have wider types than the bindings: a string where one of a few words stands.
const systems = keptSystems as unknown as SystemView[];
const kept = keptConnections as unknown as KeptConnection[];
const practice = keptPractice as unknown as PracticeSystem[];

/** How long a step of a run takes here. */
const STEP_MILLISECONDS = 700;

type OfConnections = Omit<Handlers, Extract<keyof Handlers, `storage_${string}` | `preferences_${string}`>>;

/** The backend and the place to start for a scene such as "?scene=failed". */
export function openScene(query: string): { backend: Backend; opening: Opening | undefined } {
  const scene = sceneOf(query);
  const now = Math.floor(Date.now() / 1000);
  const connections = kept
    .filter(({ id }) => scene.connections?.includes(id) ?? true)
    .map((connection) => fromKept(connection, wayOf(connection), now));
  if (scene.many) connections.push(...manyOf(connections, scene.many));
  let tellStorage: (view: StorageView) => void = () => undefined;
  const storage = playStorage(scene.storage(now), now, (view) => {
    tellStorage(view);
  });
  const { handlers: ofConnections, listen } = makeHandlers(connections, scene);
  const handlers: Handlers = { ...ofConnections, ...storage.handlers };
  const backend: Backend = {
    handedOver: undefined,
    async call(command, args) {
      if (scene.broken) throw new BackendError("internal", "The phone systems could not be read.");
      await pause(15);
      if (command.startsWith("connection_") && !storage.isOpen()) throw new BackendError("locked", "The vault is locked.");
      return handlers[command](args);
    },
    onFlowSteps(listener) {
      listen(listener);
      return Promise.resolve();
    },
    onStorage(listener) {
      tellStorage = listener;
      return Promise.resolve();
    },
    onConnectionsChanged: () => Promise.resolve(),
    onAskStayInTray(listener) {
      if (scene.asksStayInTray) listener();
      return Promise.resolve();
    },
  };
  return { backend, opening: scene.opening };
}

function makeHandlers(
  connections: FakeConnection[],
  { hasTray = false, refusesToRevoke = false }: Scene,
): {
  handlers: OfConnections;
  listen: (listener: (change: FlowSteps) => void) => void;
} {
  let tell: (change: FlowSteps) => void = () => undefined;
  const stopped = new Set<ConnectionId>();
  let deleted: FakeConnection | undefined;

  function find(id: ConnectionId): FakeConnection {
    const connection = connections.find((each) => each.id === id);
    if (!connection) throw new BackendError("not_found", "This connection does not exist any more.");
    return connection;
  }

  function change(id: ConnectionId, alter: (connection: FakeConnection) => void): ConnectionView {
    const connection = find(id);
    alter(connection);
    return toView(connection, wayOf(connection));
  }

  async function run(id: ConnectionId): Promise<ConnectionView> {
    const connection = find(id);
    const finished = example("valid").steps;
    connection.running = true;
    for (let now = 0; now < finished.length && !stopped.has(id); now += 1) {
      connection.steps = finished.map((step, index) => stepAt(step, index, now));
      tell({ id, steps: connection.steps });
      await pause(STEP_MILLISECONDS);
    }
    connection.running = false;
    if (stopped.delete(id)) return change(id, () => undefined);
    const outcome = Object.values(connection.values).some(({ text }) => text?.includes("wrong"))
      ? example("failed")
      : example("valid");
    connection.steps = outcome.steps;
    connection.diagnosis = outcome.diagnosis;
    if (outcome.token) connection.token = { ...outcome.token, receivedAt: present(), expiry: { kind: "at", at: present() + 3600 } };
    return change(id, () => undefined);
  }

  const handlers: OfConnections = {
    ui_ready: () => null,
    window_close_choice: () => null,
    window_used: () => null,
    tray_available: () => hasTray,
    system_list: () => systems,
    system_open_documentation: ({ system }) => {
      window.open(systems.find(({ id }) => id === system)?.documentation ?? "", "_blank", "noopener");
      return null;
    },
    connection_list: () =>
      connections.map((connection) => toRow(connection, systemOf(connection.system), wayOf(connection))),
    connection_create: ({ system, way, practice: practises }) => {
      const id = `made-${connections.length}`;
      const name = `${practises ? "Practice " : ""}${systemOf(system).name}`;
      const empty = { id, name, system, way, practice: practises, host: null, values: {} };
      const fresh = { ...empty, steps: [], diagnosis: null, test: null, running: false, token: null };
      connections.push(fromKept(fresh, wayOf(fresh), present()));
      return change(id, () => undefined);
    },
    connection_open: ({ id }) => change(id, () => undefined),
    connection_rename: ({ id, name }) => change(id, (connection) => (connection.name = name)),
    connection_move: ({ id, folder }) => change(id, (connection) => (connection.folder = folder || null)),
    connection_duplicate: ({ id }) => {
      const copy = structuredClone(find(id));
      copy.id = `copy-${connections.length}`;
      copy.name = `${copy.name} copy`;
      Object.assign(copy, { token: null, diagnosis: null, steps: [], test: null, history: [], isUncertain: false });
      connections.push(copy);
      return change(copy.id, () => undefined);
    },
    connection_delete: ({ id }) => {
      deleted = find(id);
      connections.splice(connections.indexOf(deleted), 1);
      return null;
    },
    connection_put_back: ({ id }) => {
      if (deleted?.id !== id) throw new BackendError("not_found", "This connection cannot be put back any more.");
      connections.push(deleted);
      return change(id, () => undefined);
    },
    connection_keep_fresh: ({ id, keep }) =>
      change(id, (connection) => (connection.keepFresh = { ...connection.keepFresh, isOn: keep })),
    connection_choose_client_authentication: ({ id, method }) =>
      change(id, (connection) => (connection.clientAuthentication = method)),
    connection_keep_password: ({ id, keep }) => change(id, (connection) => (connection.keepPassword = keep)),
    value_enter: ({ id, field, text }) => change(id, (connection) => enter(connection, field, text)),
    value_repair: ({ id, field }) =>
      change(id, ({ values }) => {
        const value = values[field];
        if (value) value.notes = (value.notes ?? []).filter(({ action }) => action === null);
      }),
    connection_change_sign_in: ({ id, settings }) =>
      change(id, ({ signIn }) => {
        if (!signIn) return;
        signIn.settings = settings;
        if (signIn.canUseWindow) signIn.capture = settings.inWindow ? "sign_in_window" : "paste";
      }),
    connection_discover: async ({ id }) => {
      await pause(STEP_MILLISECONDS);
      return change(id, (connection) => (connection.discovery = discoveryAt(connection.values.issuer?.text ?? "")));
    },
    connection_take_discovery: ({ id }) =>
      change(id, (connection) => {
        if (connection.discovery?.kind === "found") {
          for (const { field, found } of connection.discovery.values) enter(connection, field, found);
        }
        connection.discovery = null;
      }),
    connection_dismiss_discovery: ({ id }) => change(id, (connection) => (connection.discovery = null)),
    flow_start: ({ id }) => run(id),
    flow_renew: ({ id }) => run(id),
    sign_in_open_again: () => null,
    sign_in_copy_link: () => null,
    sign_in_paste: ({ text, confirmed }) => pasteRefusal(text, confirmed),
    flow_cancel: ({ id }) => {
      stopped.add(id);
      return null;
    },
    token_copy: () => null,
    token_reveal: () => PLAYED_TOKEN,
    token_details: ({ id }) => playDetails(tokenOf(find(id))),
    token_introspect: async () => {
      await pause(STEP_MILLISECONDS);
      return playIntrospection(playedExchange(), present());
    },
    token_userinfo: async () => {
      await pause(STEP_MILLISECONDS);
      return playUserinfo(playedExchange(), present());
    },
    token_forget: ({ id }) => change(id, (connection) => (connection.token = null)),
    token_revoke: async ({ id }) => {
      await pause(STEP_MILLISECONDS);
      const revocation = playRevocation(playedExchange(), refusesToRevoke ? example("failed").diagnosis : null);
      if (revocation.kind === "revoked") find(id).token = null;
      return revocation;
    },
    token_test: async ({ id }) => {
      await pause(STEP_MILLISECONDS);
      return change(id, (connection) => (connection.test = example("tested").test));
    },
    report_view: ({ id }) => playReport(find(id)),
    report_copy: () => null,
    report_save: () => "/home/ada/Downloads/dialkey-report.txt",
    report_show_folder: () => null,
    text_copy: async ({ text }) => {
      await navigator.clipboard.writeText(text).catch(() => undefined);
      return null;
    },
    practice_open: () => practice,
    practice_fill: ({ id, demo: number }) =>
      change(id, (connection) => {
        const demo = practice.find((system) => system.id === connection.system)?.demo[number];
        if (!demo) return;
        connection.clientAuthentication = demo.clientAuthentication;
        for (const [field, { value }] of Object.entries(demo.values)) enter(connection, field, value);
      }),
  };
  return { handlers, listen: (listener) => (tell = listener) };
}

/** Keeps a value and remarks on it, far more simply than the real inspection does. */
function enter({ values, way, system }: FakeConnection, key: string, text: string): void {
  const kind = wayOf({ system, way }).fields.find((field) => field.key === key)?.kind;
  const trimmed = text.trim();
  if (kind === "private_key" || kind === "secret" || kind === "password" || kind === "headers") {
    const isKey = kind === "private_key";
    const usable = !isKey || trimmed.includes("PRIVATE KEY");
    const title = isKey && usable ? "EC P-256 private key" : `Entered, ${text.length} characters`;
    const entered = { title, text: isKey && usable ? "Signs with ES256" : null, usable };
    const notes = usable ? [] : [{ tone: "bad" as const, text: "This is no private key.", evidence: null, action: null }];
    values[key] = text === "" ? {} : { entered, notes };
    return;
  }
  const address = kind === "base_url" && trimmed !== "" ? (trimmed.includes("://") ? trimmed : `https://${trimmed}`) : "";
  values[key] = {
    text: trimmed,
    notes: [
      ...(address ? [{ tone: "good" as const, text: "Asks for the token at", evidence: `${address}/oauth/token`, action: null }] : []),
      ...(trimmed === text
        ? []
        : [{ tone: "info" as const, text: "We removed a blank at the end.", evidence: null, action: "undo" as const }]),
    ],
  };
}

function discoveryAt(issuer: string): Discovery {
  if (issuer.includes("wrong")) return { kind: "nothing", why: "There is no description of its endpoints at this address." };
  const value = (field: string, label: string, path: string): DiscoveredValue => ({
    field,
    label,
    found: `${issuer}${path}`,
    insteadOf: null,
  });
  return {
    kind: "found",
    address: `${issuer}/.well-known/oauth-authorization-server`,
    values: [value("authorization_address", "Sign-in address", "/authorize"), value("token_address", "Token address", "/token")],
    namesIssuer: true,
  };
}

/** Takes only what looks like an answer; the real judgement is Rust's. */
function pasteRefusal(text: string, confirmed: boolean): PasteRefusal | null {
  if (text.includes("code=") || confirmed) return null;
  return text.includes("://")
    ? { sentence: "This address has no answer in it yet. Sign in first, then copy the address of the last page.", canConfirm: false }
    : { sentence: "Only the code was pasted. Continue only if you just copied it from the phone system’s own page.", canConfirm: true };
}

function stepAt(step: Step, index: number, now: number): Step {
  if (index < now) return step;
  const waits = step.kind === "token";
  return { ...step, state: index === now ? "now" : "to_do", result: null, exchange: null, secondsAllowed: waits ? 30 : null };
}

function example(id: string): FakeConnection {
  const connection = kept.find((each) => each.id === id) as KeptConnection;
  return fromKept(connection, wayOf(connection), present());
}

function playedExchange(): Exchange {
  return example("tested").test?.exchange as Exchange;
}

function tokenOf({ token }: FakeConnection): TokenView {
  if (!token) throw new BackendError("not_found", "There is no token any more.");
  return token;
}

function systemOf(id: string): SystemView {
  return systems.find((system) => system.id === id) as SystemView;
}

function wayOf({ system, way }: { system: string; way: string }): WayView {
  return systemOf(system).ways.find(({ id }) => id === way) as WayView;
}

function present(): number {
  return Math.floor(Date.now() / 1000);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
