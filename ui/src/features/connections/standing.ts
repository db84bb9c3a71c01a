// How a connection stands, for its row: a dial, a word or a time, and what a screen reader says before it.

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import type { ConnectionState } from "../../bindings/ConnectionState";
import type { DialState } from "../../components/Dial.svelte";
import { lifeOf, shortTime } from "../../domain/life";

export interface Standing {
  /** None while a run is under way. */
  dial: DialState | undefined;
  text: string;
  spoken: string;
  tone: "" | "accent" | "warn" | "bad";
}

/**
 * Whether a row has to follow each second: its token has just come, expires soon, or expires around the minute that
 * begins at `minute`. All others are drawn once a minute.
 */
export function followsSeconds(state: ConnectionState, minute: number): boolean {
  if (state.kind !== "token" || state.expiry.kind === "unknown") return false;
  const left = state.expiry.at - minute;
  const isSoon = lifeOf(state.receivedAt, state.expiry, minute + 60).kind === "soon";
  return left > 0 && (isSoon || left < 120 || minute < state.receivedAt);
}

/** Compares a connection's state with the clock. */
export function standing(state: ConnectionState, now: number): Standing {
  switch (state.kind) {
    case "no_token":
      return { dial: state, text: "No token", spoken: "", tone: "" };
    case "running":
      return { dial: undefined, text: "Running", spoken: "", tone: "" };
    case "sign_in_again":
      return { dial: state, text: "Sign in again", spoken: "", tone: "accent" };
    case "uncertain":
      return { dial: { kind: "unknown" }, text: "Uncertain", spoken: "", tone: "warn" };
    case "failed":
      return { dial: state, text: "Failed", spoken: "", tone: "bad" };
    case "token": {
      const life = lifeOf(state.receivedAt, state.expiry, now);
      if (life.kind === "unknown") return { dial: life, text: "Unknown", spoken: "Expiry ", tone: "" };
      if (life.kind === "expired" && state.needsPerson) {
        return { dial: { kind: "sign_in_again" }, text: "Sign in again", spoken: "", tone: "accent" };
      }
      if (life.kind === "expired") return { dial: life, text: "Expired", spoken: "", tone: "" };
      const soon = life.kind === "soon";
      return {
        dial: life,
        text: shortTime(life.left, soon),
        spoken: soon ? "Expires soon, " : "Valid, ",
        tone: soon ? "warn" : "",
      };
    }
  }
}

/** Whether nothing but a person can bring the next token. */
export function needsYou({ state, keepFresh }: ConnectionRow, now: number): boolean {
  switch (state.kind) {
    case "failed":
    case "sign_in_again":
    case "uncertain":
      return true;
    case "token":
      return state.expiry.kind === "at" && state.expiry.at <= now && (state.needsPerson || !keepFresh);
    default:
      return false;
  }
}
