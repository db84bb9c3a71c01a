// The scenes of the fake backend: `?scene=failed` opens the window in that state. Without one it is the first run.

import type { Opening } from "../../session/session.svelte";

export interface Scene {
  /** Which entries of connections.json there are; all of them when none is named. */
  connections?: string[];
  opening?: Opening;
  /** Commands are refused, to see how that is said. */
  broken?: boolean;
}

function connection(id: string): Scene {
  return { opening: { screen: { name: "connections" }, id } };
}

function setUp(id: string, field?: string): Scene {
  return { opening: { screen: field === undefined ? { name: "set_up" } : { name: "set_up", field }, id } };
}

const scenes: Record<string, Scene> = {
  first: { connections: [] },
  choose: { connections: [], opening: { screen: { name: "choose" } } },
  practice: { connections: [], opening: { screen: { name: "practice" } } },
  broken: { connections: [], broken: true },
  "set-up": setUp("valid"),
  "set-up-empty": setUp("none"),
  "set-up-password": setUp("password"),
  "set-up-warned": setUp("warned"),
  "set-up-bad-key": setUp("badkey"),
  "set-up-practice": { connections: ["practice"], opening: { screen: { name: "set_up" }, id: "practice" } },
  "set-up-practice-several": setUp("practice-several"),
  "set-up-field": setUp("failed", "private_key"),
  "set-up-sign-in": setUp("sign-in"),
  "set-up-discovery": setUp("discovery"),
  ...Object.fromEntries(
    [
      ...["valid", "tested", "soon", "refused", "expired", "unknown", "long"],
      ...["failed", "incomplete", "late", "running", "none", "ready", "denied", "port"],
      ...["waiting-browser", "waiting-window", "waiting-paste", "waiting-no-browser"],
    ].map((id) => [id, connection(id)]),
  ),
};

/** The scene a query names. */
export function sceneOf(query: string): Scene {
  return scenes[new URLSearchParams(query).get("scene") ?? "first"] ?? { connections: [] };
}
