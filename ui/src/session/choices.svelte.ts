// What the person has chosen, and what is asked about it.

import type { Preferences } from "../bindings/Preferences";
import type { Ask } from "./ask";

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

  constructor(private readonly ask: Ask) {}

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
