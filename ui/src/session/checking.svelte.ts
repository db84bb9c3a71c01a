// Looking at the way to a phone system, and what a person chooses about it.

import type { Check } from "../bindings/Check";
import type { ConnectionId } from "../bindings/ConnectionId";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { Note } from "../bindings/Note";
import type { Backend } from "../backend/backend";
import type { Ask } from "./ask";

export class Checking {
  /** The look under way, as far as it is. */
  live = $state.raw<{ id: ConnectionId; checks: Check[] } | null>(null);

  private listening: Promise<void> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly ask: Ask,
    /** Shows a connection as it is now. */
    private readonly keep: (view: ConnectionView | undefined) => Promise<boolean>,
  ) {}

  /** Looks once; nothing secret is sent. */
  async check(id: ConnectionId): Promise<void> {
    if (this.live) return;
    this.live = { id, checks: [] };
    this.listening ??= this.backend.onChecks(({ id: of, checks }) => {
      if (this.live?.id === of) this.live = { id: of, checks };
    });
    // Without it the look works all the same, and is seen when it has ended.
    await this.listening.catch(() => (this.listening = undefined));
    const view = await this.ask("connection_check", { id });
    this.live = null;
    await this.keep(view);
  }

  async cancel(id: ConnectionId): Promise<void> {
    await this.ask("flow_cancel", { id });
  }

  /** Takes over certificates of an authority; answers with why not. */
  async enterAuthority(id: ConnectionId, typed: string): Promise<Note | null> {
    const entry = await this.ask("connection_authority", { id, typed });
    await this.keep(entry?.view);
    return entry?.rejected ?? null;
  }

  /** Takes over a certificate with its key; answers with why not. */
  async enterClientCertificate(id: ConnectionId, typed: string, passphrase: string): Promise<Note | null> {
    const entry = await this.ask("connection_client_certificate", { id, typed, passphrase });
    await this.keep(entry?.view);
    return entry?.rejected ?? null;
  }
}
