import type { Arguments, Command, Result } from "../commands";

/** What the fake backend does for each command. */
export type Handlers = { [C in Command]: (args: Arguments<C>) => Result<C> | Promise<Result<C>> };
