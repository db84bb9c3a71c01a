// What this window asks about the token of a connection without changing it.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { Inquiry } from "../bindings/Inquiry";
import type { TokenDetails } from "../bindings/TokenDetails";
import type { Ask } from "./ask";

export class HeldToken {
  constructor(private readonly ask: Ask) {}

  async copy(id: ConnectionId, what: "token" | "authorization_header"): Promise<boolean> {
    return (await this.ask("token_copy", { id, what })) !== undefined;
  }

  /** The token itself; whoever asks forgets it again. */
  async reveal(id: ConnectionId): Promise<string | undefined> {
    return this.ask("token_reveal", { id });
  }

  async details(id: ConnectionId): Promise<TokenDetails | undefined> {
    return this.ask("token_details", { id });
  }

  /** Asks the phone system if the token is good. */
  async introspect(id: ConnectionId): Promise<Inquiry | undefined> {
    return this.ask("token_introspect", { id });
  }

  /** Asks the phone system whom the token acts for. */
  async userinfo(id: ConnectionId): Promise<Inquiry | undefined> {
    return this.ask("token_userinfo", { id });
  }
}
