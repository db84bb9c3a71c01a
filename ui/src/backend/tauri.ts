// The real other side: the shell this window belongs to. No other file imports @tauri-apps.

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Backend, FlowSteps } from "./backend";
import { toBackendError } from "./error";

export const tauri: Backend = {
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
};
