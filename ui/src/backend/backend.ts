// What the UI asks of the other side. Everything but this folder sees only this interface.

import type { Check } from "../bindings/Check";
import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { Preferences } from "../bindings/Preferences";
import type { Step } from "../bindings/Step";
import type { StorageView } from "../bindings/StorageView";
import type { SystemView } from "../bindings/SystemView";
import type { Arguments, Command, Result } from "./commands";

export interface Backend {
  /** What the first screen shows; none once the page was loaded again, when it would be out of date. */
  readonly handedOver: HandedOver | undefined;
  /** Runs a command. Rejects with a `BackendError` and nothing else. */
  call<C extends Command>(command: C, args: Arguments<C>): Promise<Result<C>>;
  /** Tells the steps of a run whenever one of them changes. */
  onFlowSteps(listener: (change: FlowSteps) => void): Promise<void>;
  /** Tells how far a look at the way to a phone system is. */
  onChecks(listener: (change: ConnectionChecks) => void): Promise<void>;
  /** Tells how the vault stands whenever that changes. */
  onStorage(listener: (storage: StorageView) => void): Promise<void>;
  /** Tells that something changed connections that this window did not ask for: a renewal, another program. */
  onConnectionsChanged(listener: () => void): Promise<void>;
  /** Tells that the window was closed for the first time and waits for `window_close_choice`. */
  onAskStayInTray(listener: () => void): Promise<void>;
}

/** The checks of one connection's look as they stand now. */
export interface ConnectionChecks {
  id: ConnectionId;
  checks: Check[];
}

export interface HandedOver {
  systems: SystemView[];
  /** Empty while the vault is not open. */
  rows: ConnectionRow[];
  storage: StorageView;
  preferences: Preferences;
}

/** The steps of one connection's run as they stand now. */
export interface FlowSteps {
  id: ConnectionId;
  steps: Step[];
}
