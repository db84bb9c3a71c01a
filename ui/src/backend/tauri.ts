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

  async onFlowSteps(listener) {
    await listen<FlowSteps>("flow_steps", (event) => {
      listener(event.payload);
    });
  },

  async onChecks(listener) {
    await listen<ConnectionChecks>("connection_checks", (event) => {
      listener(event.payload);
    });
  },

  async onStorage(listener) {
    await listen<StorageView>("storage", (event) => {
      listener(event.payload);
    });
  },

  async onConnectionsChanged(listener) {
    await listen("connections_changed", listener);
  },

  async onAskStayInTray(listener) {
    await listen("ask_stay_in_tray", listener);
  },
};
