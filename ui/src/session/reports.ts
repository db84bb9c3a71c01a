// Reports for support: read here, copied and saved by Rust.

import type { ConnectionId } from "../bindings/ConnectionId";
import type { Report } from "../bindings/Report";
import type { Ask } from "./ask";

export class Reports {
  constructor(private readonly ask: Ask) {}

  async view(id: ConnectionId): Promise<Report | undefined> {
    return this.ask("report_view", { id });
  }

  async copy(id: ConnectionId): Promise<boolean> {
    return (await this.ask("report_copy", { id })) !== undefined;
  }

  /** Answers with the path of the file. */
  async save(id: ConnectionId): Promise<string | undefined> {
    return this.ask("report_save", { id });
  }

  async showFolder(): Promise<void> {
    await this.ask("report_show_folder", {});
  }
}
