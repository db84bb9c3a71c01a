// What a person can do while the phone system waits for the sign-in.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { PasteRefusal } from "../bindings/PasteRefusal";
import type { Ask } from "./ask";

export class SignIn {
  constructor(private readonly ask: Ask) {}

  /** Shows the sign-in page once more. */
  async openAgain(id: ConnectionId): Promise<void> {
    await this.ask("sign_in_open_again", { id });
  }

  /** Copies the address of the sign-in page. */
  async copyLink(id: ConnectionId): Promise<boolean> {
    return (await this.ask("sign_in_copy_link", { id })) !== undefined;
  }

  /** Hands over what was pasted as the answer; answers with why it is none, or with null when it is taken. */
  async paste(id: ConnectionId, text: string, confirmed: boolean): Promise<PasteRefusal | null | undefined> {
    return this.ask("sign_in_paste", { id, text, confirmed });
  }
}
