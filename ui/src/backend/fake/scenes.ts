// The scenes of the fake backend: `?scene=failed` opens the window in that state. Without one it is the first run.

import type { StorageView } from "../../bindings/StorageView";
import type { SettingsSection } from "../../session/screen";
import type { Opening } from "../../session/session.svelte";
import type { FakeConnection } from "./connection";
import { type LookOutcome, playCertificate, playUntrusted } from "./route";
import { backupTimes, openStorage } from "./storage";

export interface Scene {
  /** Which entries of connections.json there are; all of them when none is named. */
  connections?: string[];
  opening?: Opening;
  /** What is entered into the opened connection before it is shown. */
  entered?: { field: string; text: string };
  /** How the vault stands at the start; open where nothing is said. */
  storage?: (now: number) => StorageView;
  /** So many more connections are made up. */
  many?: number;
  hasTray?: boolean;
  /** What goes wrong in the practice phone systems. */
  fault?: string;
  /** The phone systems do not end tokens. */
  refusesToRevoke?: boolean;
  asksStayInTray?: boolean;
  /** What a look at the way finds. */
  look?: LookOutcome;
  /** Changes each connection before anything is shown. */
  alter?: (connection: FakeConnection, now: number) => void;
  /** Commands are refused, to see how that is said. */
  broken?: boolean;
}

function connection(id: string): Scene {
  return { opening: { screen: { name: "connections" }, id } };
}

function setUp(id: string, field?: string): Scene {
  return { opening: { screen: field === undefined ? { name: "set_up" } : { name: "set_up", field }, id } };
}

function gate(storage: (now: number) => StorageView): Scene {
  return { storage };
}

function settings(section: SettingsSection, storage: (now: number) => StorageView = openStorage): Scene {
  return { hasTray: true, storage, opening: { screen: { name: "settings", section } } };
}

function looking(look: LookOutcome): Scene {
  return { look, connections: ["failed", "valid"], opening: { screen: { name: "check" }, id: "failed" } };
}

function untrusted(isChanged: boolean): Scene {
  return {
    ...connection("failed"),
    look: "untrusted",
    alter: (each, now) => {
      if (each.id === "failed") each.diagnosis = playUntrusted(now, isChanged);
    },
  };
}

/** Everything that can be chosen about the way, chosen. */
function withRoute(each: FakeConnection, now: number): void {
  const certificate = playCertificate(now);
  each.signsAhead = -252;
  each.route = {
    proxy: { kind: "manual", address: "http://proxy.mistral.lan:3128", username: "ada", hasPassword: true },
    withoutTls: true,
    onlyHttp1: true,
    authority: [playCertificate(now, { subject: "CN=Mistral House CA", issuer: "CN=Mistral House CA" })],
    trusted: [{ place: "pexlab.mistral.example:443", certificate, trustedAt: now - 86_400 }],
    clientCertificate: playCertificate(now, { subject: "CN=Dialkey at Mistral", notAfter: now - 86_400 }),
    isNotEncrypted: true,
  };
}

const scenes: Record<string, Scene> = {
  opening: gate(() => ({ kind: "opening" })),
  keychain: gate(() => ({ kind: "waiting_for_keychain" })),
  "first-start": gate(() => ({
    kind: "first_start",
    canUseKeychain: false,
    sentence: "There is no keychain on this computer that could hold the key of an encrypted file.",
    backups: [],
  })),
  "first-start-backups": gate((now) => ({
    kind: "first_start",
    canUseKeychain: false,
    sentence: "There is no keychain on this computer that could hold the key of an encrypted file.",
    backups: backupTimes(now),
  })),
  "first-start-keychain": gate(() => ({
    kind: "first_start",
    canUseKeychain: true,
    sentence: "There is no file yet.",
    backups: [],
  })),
  locked: gate((now) => ({
    kind: "locked",
    opensBy: "passphrase",
    sentence: "Locked at 13:05 when the computer went to sleep.",
    backups: backupTimes(now),
  })),
  "locked-keychain": gate((now) => ({
    kind: "locked",
    opensBy: "keychain",
    sentence: "The keychain did not hand out the key. It may be locked, or its window was closed.",
    backups: backupTimes(now),
  })),
  unusable: gate((now) => ({
    kind: "unusable",
    sentence: "The file of your connections is damaged and cannot be read. It was left as it is.",
    backups: backupTimes(now),
  })),
  "read-only": {
    ...connection("valid"),
    storage: (now) =>
      openStorage(now, { readOnly: "The folder of the file cannot be written to. What you change is gone when you quit." }),
  },
  recovered: {
    ...connection("valid"),
    storage: (now) => openStorage(now, { recovered: { from: now - 18_000, keptAs: "vault.damaged-1795262400.db" } }),
  },
  problem: {
    ...connection("valid"),
    storage: (now) => openStorage(now, { problem: "The last backup could not be written: the disk is full." }),
  },
  session: { ...connection("valid"), storage: (now) => openStorage(now, { key: "session", folder: null, bytes: 0, backups: [] }) },
  "first-session": {
    connections: [],
    storage: (now) => openStorage(now, { key: "session", folder: null, bytes: 0, backups: [] }),
  },
  settings: settings("general"),
  "settings-storage": settings("storage"),
  "settings-passphrase": settings("storage", (now) => openStorage(now, { key: "passphrase" })),
  "settings-session": settings("storage", (now) => openStorage(now, { key: "session", folder: null, bytes: 0, backups: [] })),
  "settings-keyboard": settings("keyboard"),
  "revoke-refused": { ...connection("valid"), refusesToRevoke: true },
  many: { ...connection("valid"), many: 10_000 },
  tray: { ...connection("valid"), hasTray: true, asksStayInTray: true },
  first: { connections: [] },
  choose: { connections: [], opening: { screen: { name: "choose" } } },
  practice: { connections: [], opening: { screen: { name: "practice" } } },
  "practice-fault": { connections: [], fault: "web-page", opening: { screen: { name: "practice" } } },
  "practice-fault-values": { connections: [], fault: "asks-for-client-certificate", opening: { screen: { name: "practice" } } },
  "practice-failing": { ...connection("practice"), fault: "web-page" },
  broken: { connections: [], broken: true },
  check: looking("good"),
  "check-warned": looking("warned"),
  "check-untrusted": looking("untrusted"),
  "check-running": looking("endless"),
  untrusted: untrusted(false),
  changed: untrusted(true),
  "not-encrypted": { ...connection("failed"), alter: withRoute },
  route: { opening: { screen: { name: "set_up", section: "route" }, id: "failed" } },
  "route-filled": { opening: { screen: { name: "set_up", section: "route" }, id: "failed" }, alter: withRoute },
  "set-up": setUp("valid"),
  "set-up-empty": setUp("none"),
  "set-up-password": setUp("password"),
  "set-up-warned": setUp("warned"),
  "set-up-bad-key": setUp("badkey"),
  "set-up-recognised": { ...setUp("warned"), entered: { field: "client_id", text: "curl " } },
  "set-up-locked-key": {
    ...setUp("badkey"),
    entered: { field: "private_key", text: "-----BEGIN ENCRYPTED PRIVATE KEY-----" },
  },
  "set-up-practice": { connections: ["practice"], opening: { screen: { name: "set_up" }, id: "practice" } },
  "set-up-practice-several": setUp("practice-several"),
  "set-up-practice-fault": { ...setUp("practice-several"), fault: "self-signed-certificate" },
  "set-up-field": setUp("failed", "private_key"),
  "set-up-sign-in": setUp("sign-in"),
  "set-up-discovery": setUp("discovery"),
  ...Object.fromEntries(
    [
      ...["valid", "tested", "soon", "refused", "expired", "unknown", "long", "uncertain"],
      ...["failed", "incomplete", "late", "running", "none", "ready", "denied", "port"],
      ...["waiting-browser", "waiting-window", "waiting-paste", "waiting-no-browser"],
    ].map((id) => [id, connection(id)]),
  ),
};

/** The scene a query names. */
export function sceneOf(query: string): Scene & Required<Pick<Scene, "storage">> {
  const scene = scenes[new URLSearchParams(query).get("scene") ?? "first"] ?? { connections: [] };
  return { storage: openStorage, ...scene };
}
