// What the UI asks of the other side. Everything but this folder sees only this interface.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionRow } from "../bindings/ConnectionRow";
import type { Step } from "../bindings/Step";
import type { SystemView } from "../bindings/SystemView";
import type { Arguments, Command, Result } from "./commands";

export interface Backend {
  /** What the first screen shows; none once the page was loaded again, when it would be out of date. */
  readonly handedOver: HandedOver | undefined;
  /** Runs a command. Rejects with a `BackendError` and nothing else. */
  call<C extends Command>(command: C, args: Arguments<C>): Promise<Result<C>>;
  /** Tells the steps of a run whenever one of them changes. */
  onFlowSteps(listener: (change: FlowSteps) => void): Promise<void>;
}

export interface HandedOver {
  systems: SystemView[];
  rows: ConnectionRow[];
}

/** The steps of one connection's run as they stand now. */
export interface FlowSteps {
  id: ConnectionId;
  steps: Step[];
}
