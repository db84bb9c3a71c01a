// How the vault stands, and what a person does about it.

import type { Backend } from "../backend/backend";
import type { Arguments, StorageCommand } from "../backend/commands";
import { toBackendError } from "../backend/error";
import type { OpenStorage } from "../bindings/OpenStorage";
import type { StorageView } from "../bindings/StorageView";

/** Runs a command about the vault; answers with why it could not be carried out, in a sentence, or with null. */
export type Attempt = <C extends StorageCommand>(command: C, args: Arguments<C>) => Promise<string | null>;

export class Storage {
  view = $state.raw<StorageView>({ kind: "opening" });

  constructor(private readonly backend: Backend) {}

  /** The open vault; none while it is not open. */
  get opened(): OpenStorage | undefined {
    return this.view.kind === "open" ? this.view.storage : undefined;
  }

  readonly attempt: Attempt = async (command, args) => {
    try {
      await this.backend.call(command, args);
      return null;
    } catch (thrown) {
      return toBackendError(thrown).message;
    }
  };
}
