// Every command of the shell with what it takes and answers, a line each. A test holds the names against the shell's
// own list.

import type { ClientAuthenticationMethod } from "../bindings/ClientAuthenticationMethod";
import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { Inquiry } from "../bindings/Inquiry";
import type { KeyKept } from "../bindings/KeyKept";
import type { NoteAction } from "../bindings/NoteAction";
import type { PasteRefusal } from "../bindings/PasteRefusal";
import type { PracticeSystem } from "../bindings/PracticeSystem";
import type { Preferences } from "../bindings/Preferences";
import type { Report } from "../bindings/Report";
import type { ProxyChoice } from "../bindings/ProxyChoice";
import type { Revocation } from "../bindings/Revocation";
import type { RouteEntry } from "../bindings/RouteEntry";
import type { SignInSettings } from "../bindings/SignInSettings";
import type { StorageView } from "../bindings/StorageView";
import type { SystemView } from "../bindings/SystemView";
import type { Timestamp } from "../bindings/Timestamp";
import type { TokenDetails } from "../bindings/TokenDetails";

type Nothing = Record<string, never>;
interface OfConnection {
  id: ConnectionId;
}

export interface Commands {
  ui_ready: { args: Nothing; result: null };
  window_close_choice: { args: { stay: boolean }; result: null };
  window_used: { args: Nothing; result: null };
  tray_available: { args: Nothing; result: boolean };
  preferences_view: { args: Nothing; result: Preferences };
  preferences_change: { args: { preferences: Preferences }; result: Preferences };
  storage_view: { args: Nothing; result: StorageView };
  storage_retry: { args: Nothing; result: null };
  storage_stop_waiting: { args: Nothing; result: null };
  storage_unlock: { args: { passphrase: string }; result: null };
  storage_begin: { args: { key: KeyKept; passphrase: string | null }; result: null };
  storage_start_again: { args: Nothing; result: null };
  storage_restore: { args: { madeAt: Timestamp }; result: null };
  storage_lock: { args: Nothing; result: null };
  storage_use_passphrase: { args: { passphrase: string }; result: null };
  storage_use_keychain: { args: Nothing; result: null };
  storage_show_folder: { args: Nothing; result: null };
  system_list: { args: Nothing; result: SystemView[] };
  system_open_documentation: { args: { system: string }; result: null };
  connection_list: { args: Nothing; result: ConnectionRow[] };
  connection_create: { args: { system: string; way: string; practice: boolean }; result: ConnectionView };
  connection_open: { args: OfConnection; result: ConnectionView };
  connection_rename: { args: OfConnection & { name: string }; result: ConnectionView };
  connection_move: { args: OfConnection & { folder: string }; result: ConnectionView };
  connection_duplicate: { args: OfConnection; result: ConnectionView };
  connection_delete: { args: OfConnection; result: null };
  connection_put_back: { args: OfConnection; result: ConnectionView };
  connection_keep_fresh: { args: OfConnection & { keep: boolean }; result: ConnectionView };
  connection_choose_client_authentication: { args: OfConnection & { method: ClientAuthenticationMethod }; result: ConnectionView };
  connection_keep_password: { args: OfConnection & { keep: boolean }; result: ConnectionView };
  connection_change_sign_in: { args: OfConnection & { settings: SignInSettings }; result: ConnectionView };
  connection_discover: { args: OfConnection; result: ConnectionView };
  connection_take_discovery: { args: OfConnection; result: ConnectionView };
  connection_dismiss_discovery: { args: OfConnection; result: ConnectionView };
  connection_check: { args: OfConnection; result: ConnectionView };
  connection_trust: { args: OfConnection & { place: string; fingerprint: string }; result: ConnectionView };
  connection_distrust: { args: OfConnection & { place: string }; result: ConnectionView };
  connection_choose_proxy: { args: OfConnection & { proxy: ProxyChoice }; result: ConnectionView };
  connection_proxy_password: { args: OfConnection & { password: string }; result: ConnectionView };
  connection_allow_without_tls: { args: OfConnection & { allow: boolean }; result: ConnectionView };
  connection_only_http_1: { args: OfConnection & { only: boolean }; result: ConnectionView };
  connection_authority: { args: OfConnection & { typed: string }; result: RouteEntry };
  connection_client_certificate: { args: OfConnection & { typed: string; passphrase: string }; result: RouteEntry };
  connection_sign_on_server_time: { args: OfConnection & { ahead: number | null }; result: ConnectionView };
  value_enter: { args: OfConnection & { field: string; text: string }; result: ConnectionView };
  value_repair: { args: OfConnection & { field: string; action: NoteAction }; result: ConnectionView };
  flow_start: { args: OfConnection; result: ConnectionView };
  flow_renew: { args: OfConnection; result: ConnectionView };
  flow_cancel: { args: OfConnection; result: null };
  sign_in_open_again: { args: OfConnection; result: null };
  sign_in_copy_link: { args: OfConnection; result: null };
  sign_in_paste: { args: OfConnection & { text: string; confirmed: boolean }; result: PasteRefusal | null };
  token_copy: { args: OfConnection & { what: "token" | "authorization_header" }; result: null };
  token_reveal: { args: OfConnection; result: string };
  token_details: { args: OfConnection; result: TokenDetails };
  token_introspect: { args: OfConnection; result: Inquiry };
  token_userinfo: { args: OfConnection; result: Inquiry };
  token_forget: { args: OfConnection; result: ConnectionView };
  token_revoke: { args: OfConnection; result: Revocation };
  token_test: { args: OfConnection & { call: number }; result: ConnectionView };
  report_view: { args: OfConnection; result: Report };
  report_copy: { args: OfConnection; result: null };
  report_save: { args: OfConnection; result: string };
  report_show_folder: { args: Nothing; result: null };
  text_copy: { args: { text: string }; result: null };
  practice_open: { args: Nothing; result: PracticeSystem[] };
  practice_fill: { args: OfConnection & { demo: number }; result: ConnectionView };
}

export type Command = keyof Commands;
export type Arguments<C extends Command> = Commands[C]["args"];
export type Result<C extends Command> = Commands[C]["result"];

/** Commands that change a connection and answer with it as it is then. */
export type Change = { [C in Command]: Result<C> extends ConnectionView ? C : never }[Command];

/** Commands about the vault; what follows from one is told by `Backend.onStorage`. */
export type StorageCommand = Exclude<Extract<Command, `storage_${string}`>, "storage_view">;
