// The real other side: the shell this window belongs to. No other file imports @tauri-apps.

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { StorageView } from "../bindings/StorageView";
import type { Backend, ConnectionChecks, FlowSteps, HandedOver } from "./backend";
import { toBackendError } from "./error";

declare global {
  // Set by the shell before the page runs.
  var handedOver: HandedOver | undefined;
}

const [visit] = performance.getEntriesByType("navigation");

export const tauri: Backend = {
  handedOver: visit instanceof PerformanceNavigationTiming && visit.type === "navigate" ? globalThis.handedOver : undefined,

  async call(command, args) {
    try {
      return await invoke(command, { ...args });
    } catch (thrown) {
      throw toBackendError(thrown);
    }
  },

  onFlowSteps: on<FlowSteps>("flow_steps"),
  onChecks: on<ConnectionChecks>("connection_checks"),
  onStorage: on<StorageView>("storage"),
  onConnectionsChanged: on("connections_changed"),
  onAskStayInTray: on("ask_stay_in_tray"),
};

/** Tells a listener what comes with an event. */
function on<T>(name: string): (listener: (payload: T) => void) => Promise<void> {
  return async (listener) => {
    await listen<T>(name, ({ payload }) => {
      listener(payload);
    });
  };
}
