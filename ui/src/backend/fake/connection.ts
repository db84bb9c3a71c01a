// A connection as the fake backend keeps it, and the views it makes of it.

import type { ConnectionRow } from "../../bindings/ConnectionRow";
import type { ConnectionView } from "../../bindings/ConnectionView";
import type { Field } from "../../bindings/Field";
import type { FieldView } from "../../bindings/FieldView";
import type { SystemView } from "../../bindings/SystemView";
import type { TokenView } from "../../bindings/TokenView";
import type { WayView } from "../../bindings/WayView";

type KeptValue = Partial<FieldView>;
type KeptToken = Omit<TokenView, "expiry" | "receivedAt"> & { age: number; life: number | null };

/** One entry of connections.json: times are relative, so that every scene is fresh. */
export type KeptConnection = Pick<
  ConnectionView,
  "id" | "name" | "system" | "way" | "host" | "practice" | "steps" | "diagnosis" | "test" | "running"
> &
  Partial<Pick<ConnectionView, "route" | "signsAhead" | "checks" | "signIn" | "notes" | "canDiscover" | "folder" | "keepFresh" | "isUncertain" | "history">> & {
    values: Record<string, KeptValue>;
    token: KeptToken | null;
  };

/** A connection under way in the fake backend. */
export type FakeConnection = Omit<ConnectionView, "fields"> & { values: Record<string, KeptValue> };

export function fromKept(kept: KeptConnection, way: WayView, now: number): FakeConnection {
  const values = Object.fromEntries(
    way.fields.map((field) => [field.key, kept.values[field.key] ?? { text: field.default ?? "" }]),
  );
  return {
    ...kept,
    values,
    clientAuthentication: way.clientAuthentication[0]?.method ?? "none",
    keepPassword: false,
    signIn: kept.signIn ?? null,
    notes: kept.notes ?? [],
    recognised: null,
    canDiscover: kept.canDiscover ?? false,
    discovery: null,
    folder: kept.folder ?? null,
    keepFresh: kept.keepFresh ?? {
      isOn: false,
      isPossible: true,
      sentence: "While Dialkey runs. Asks for a new token 6 minutes before the old one ends.",
    },
    isUncertain: kept.isUncertain ?? false,
    route: kept.route ?? {
      proxy: { kind: "system" },
      withoutTls: false,
      onlyHttp1: false,
      authority: [],
      trusted: [],
      clientCertificate: null,
      isNotEncrypted: false,
    },
    signsAhead: kept.signsAhead ?? null,
    checks: kept.checks ?? null,
    history: (kept.history ?? []).map((happening) => ({ ...happening, at: now - happening.at })),
    // A wait is kept as the seconds that are left of it.
    steps: kept.steps.map((step) =>
      step.signIn ? { ...step, signIn: { ...step.signIn, endsAt: now + step.signIn.endsAt } } : step,
    ),
    token: kept.token && freshToken(kept.token, now),
  };
}

function freshToken({ age, life, ...rest }: KeptToken, now: number): TokenView {
  const receivedAt = now - age;
  return {
    ...rest,
    receivedAt,
    expiry: life === null ? { kind: "unknown" } : { kind: "at", at: receivedAt + life },
  };
}

export function toView({ values, ...rest }: FakeConnection, way: WayView): ConnectionView {
  const fields = way.fields
    .filter(({ neededBy }) => neededBy.length === 0 || neededBy.includes(rest.clientAuthentication))
    .map((field) => toFieldView(field, values[field.key]));
  return { ...rest, fields };
}

export function toRow(connection: FakeConnection, system: SystemView, way: WayView): ConnectionRow {
  const { id, name, practice, running, token, diagnosis, folder, keepFresh, isUncertain } = connection;
  const state: ConnectionRow["state"] = running
    ? { kind: "running" }
    : isUncertain
      ? { kind: "uncertain" }
      : diagnosis
        ? { kind: diagnosis.code === "refresh_refused" ? "sign_in_again" : "failed" }
        : token
          ? { kind: "token", receivedAt: token.receivedAt, expiry: token.expiry, needsPerson: !token.renewable }
          : { kind: "no_token" };
  return {
    id,
    name,
    practice,
    folder,
    keepFresh: keepFresh.isOn,
    state,
    system: system.ways.length > 1 ? `${system.name} · ${way.name}` : system.name,
  };
}

function toFieldView({ key }: Field, value: KeptValue = {}): FieldView {
  return { key, text: "", entered: null, notes: [], ...value };
}
