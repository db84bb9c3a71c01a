// Which screen is shown while the vault is open. The connection it speaks of is the session's open one.

export type SettingsSection = "general" | "storage" | "keyboard";

export type Screen =
  | { name: "starting" }
  | { name: "broken"; message: string }
  | { name: "first_run" }
  | { name: "choose" }
  | { name: "practice" }
  /** `field` is the key of the field to go to. */
  | { name: "set_up"; field?: string; section?: "route" }
  | { name: "check" }
  | { name: "connections" }
  | { name: "settings"; section: SettingsSection };
