import type { Arguments, Command, Result } from "../backend/commands";

/** Runs a command; when it cannot be carried out, says so to the person and answers with none. */
export type Ask = <C extends Command>(command: C, args: Arguments<C>) => Promise<Result<C> | undefined>;
