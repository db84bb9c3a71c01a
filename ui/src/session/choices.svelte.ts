// What the person has chosen, and what is asked about it.

import type { Preferences } from "../bindings/Preferences";
import type { Ask } from "./ask";

/** That the window is used is told at most this often. */
const USE_SECONDS = 20;

export class Choices {
  preferences = $state.raw<Preferences>({
    theme: "system",
    clipboardSeconds: 45,
    lockAfterMinutes: null,
    lockOnResume: false,
    stayInTray: null,
  });
  /** Whether the system shows icons of running programs. */
  hasTray = $state.raw(false);
  /** The window was closed for the first time: go on in the tray, or quit? */
  asksStayInTray = $state.raw(false);

  private reportedUse = 0;

  constructor(private readonly ask: Ask) {}

  async lookForTray(): Promise<void> {
    this.hasTray = (await this.ask("tray_available", {})) ?? false;
  }

  /** Somebody typed or clicked, which keeps the vault from locking itself. `now` in seconds since 1970. */
  reportUse(now: number): void {
    if (this.preferences.lockAfterMinutes === null || now - this.reportedUse < USE_SECONDS) return;
    this.reportedUse = now;
    void this.ask("window_used", {});
  }

  async change(change: Partial<Preferences>): Promise<void> {
    const before = this.preferences;
    this.preferences = { ...before, ...change };
    this.preferences = (await this.ask("preferences_change", { preferences: this.preferences })) ?? before;
  }

  /** Answers whether the program goes on in the tray. */
  async stayInTray(stay: boolean): Promise<void> {
    this.asksStayInTray = false;
    this.preferences = { ...this.preferences, stayInTray: stay };
    await this.ask("window_close_choice", { stay });
  }
}
