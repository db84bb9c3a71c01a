// The practice phone systems, and what goes wrong in them on purpose.

import type { PracticeFault } from "../bindings/PracticeFault";
import type { PracticeFaults } from "../bindings/PracticeFaults";
import type { PracticeSystem } from "../bindings/PracticeSystem";
import type { Ask } from "./ask";

export class Practising {
  systems = $state.raw<PracticeSystem[] | null>(null);
  faults = $state.raw<PracticeFaults | null>(null);

  constructor(private readonly ask: Ask) {}

  /** What goes wrong now. */
  get fault(): PracticeFault | undefined {
    return this.faults?.all.find(({ name }) => name === this.faults?.on);
  }

  /** Starts the practice phone systems; answers whether they run. */
  async open(): Promise<boolean> {
    this.systems ??= (await this.ask("practice_open", {})) ?? null;
    await this.look();
    return this.systems !== null;
  }

  /** Finds out what goes wrong, where that is not known yet. */
  async look(): Promise<void> {
    this.faults ??= (await this.ask("practice_faults", {})) ?? null;
  }

  /** Lets something go wrong from now on, or nothing; where the phone systems are reached may change with it. */
  async choose(fault: string | null): Promise<void> {
    const faults = await this.ask("practice_choose_fault", { fault });
    if (!faults) return;
    this.faults = faults;
    this.systems = (await this.ask("practice_open", {})) ?? this.systems;
  }
}
