// What the UI asks of the other side. Everything but this folder sees only this interface.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { Step } from "../bindings/Step";
import type { Arguments, Command, Result } from "./commands";

export interface Backend {
  /** Runs a command. Rejects with a `BackendError` and nothing else. */
  call<C extends Command>(command: C, args: Arguments<C>): Promise<Result<C>>;
  /** Tells the steps of a run whenever one of them changes. */
  onFlowSteps(listener: (change: FlowSteps) => void): Promise<void>;
}

/** The steps of one connection's run as they stand now. */
export interface FlowSteps {
  id: ConnectionId;
  steps: Step[];
}
