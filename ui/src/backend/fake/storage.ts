// The vault and the preferences as the fake backend plays them. Every passphrase opens but one with "wrong" in it.

import type { KeyKept } from "../../bindings/KeyKept";
import type { OpenStorage } from "../../bindings/OpenStorage";
import type { Preferences } from "../../bindings/Preferences";
import type { StorageView } from "../../bindings/StorageView";
import { BackendError } from "../error";
import type { Handlers } from "./handlers";

type StorageHandlers = Pick<Handlers, Extract<keyof Handlers, `storage_${string}` | `preferences_${string}`>>;

const HOUR = 3600;
/** Ages of the backups in hours, the newest first. */
const AGES = [1, 5, 26, 50, 74, 98];

/** An open vault; scenes change some of it. */
export function openStorage(now: number, change: Partial<OpenStorage> = {}): StorageView {
  return { kind: "open", storage: { ...storageOf("keychain", now), ...change } };
}

export function backupTimes(now: number): number[] {
  return AGES.map((age) => now - age * HOUR);
}

export function playStorage(
  start: StorageView,
  now: number,
  tell: (view: StorageView) => void,
): { handlers: StorageHandlers; isOpen: () => boolean } {
  let view = start;
  let key: KeyKept = start.kind === "open" ? start.storage.key : start.kind === "locked" ? start.opensBy : "keychain";
  let preferences: Preferences = {
    theme: "system",
    clipboardSeconds: 45,
    lockAfterMinutes: null,
    lockOnResume: false,
    stayInTray: null,
  };

  function change(to: StorageView): null {
    view = to;
    setTimeout(() => {
      tell(to);
    });
    return null;
  }

  function open(by: KeyKept, recovered: OpenStorage["recovered"] = null): null {
    key = by;
    return change({ kind: "open", storage: { ...storageOf(by, now), recovered } });
  }

  function check(passphrase: string): void {
    if (passphrase.length < 8) throw new BackendError("refused", "Use at least 8 characters.");
  }

  const handlers: StorageHandlers = {
    preferences_view: () => preferences,
    preferences_change: ({ preferences: wanted }) => (preferences = wanted),
    storage_view: () => view,
    storage_retry: () => open("keychain"),
    storage_stop_waiting: () =>
      change({
        kind: "first_start", canUseKeychain: false,
        sentence: "The keychain of this computer did not answer.",
        backups: [],
      }),
    storage_unlock: ({ passphrase }) => {
      if (passphrase.includes("wrong")) throw new BackendError("refused", "This is not the passphrase of the vault.");
      return open("passphrase");
    },
    storage_begin: ({ key: wanted, passphrase }) => {
      if (wanted === "passphrase") check(passphrase ?? "");
      return open(wanted);
    },
    storage_start_again: () =>
      change({ kind: "first_start", canUseKeychain: false, sentence: "There is no keychain on this computer.", backups: backupTimes(now) }),
    storage_restore: ({ madeAt }) => open(key, { from: madeAt, keptAs: "vault-2026-11-21.db" }),
    storage_lock: () =>
      change({
        kind: "locked",
        opensBy: key,
        sentence: key === "passphrase" ? "Your passphrase opens it." : "The keychain opens it again.",
        backups: backupTimes(now),
      }),
    storage_use_passphrase: ({ passphrase }) => {
      check(passphrase);
      return open("passphrase");
    },
    storage_use_keychain: () => open("keychain"),
    storage_show_folder: () => null,
  };
  return { handlers, isOpen: () => view.kind === "open" };
}

function storageOf(key: KeyKept, now: number): OpenStorage {
  const isOnDisk = key !== "session";
  return {
    key,
    folder: isOnDisk ? "/home/ada/.local/share/dev.dialkey.desktop" : null,
    bytes: isOnDisk ? 151_552 : 0,
    readOnly: null,
    recovered: null,
    problem: null,
    backups: isOnDisk ? backupTimes(now) : [],
  };
}
