// What the fake phone systems say about their tokens.

import type { Claim } from "../../bindings/Claim";
import type { Diagnosis } from "../../bindings/Diagnosis";
import type { Exchange } from "../../bindings/Exchange";
import type { Inquiry } from "../../bindings/Inquiry";
import type { Revocation } from "../../bindings/Revocation";
import type { TokenDetails } from "../../bindings/TokenDetails";
import type { TokenView } from "../../bindings/TokenView";

export const PLAYED_TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJub3J0aHdpbmQifQ.played-signature";

export function playDetails({ shape, characters, receivedAt, expiry }: TokenView): TokenDetails {
  if (shape !== "jwt") return { kind: "opaque", characters };
  const payload = [
    text("sub", "Acts for", "northwind-reporting"),
    text("iss", "Issued by", "https://pexmgr.northwind.example"),
    time("iat", "Issued at", receivedAt),
    ...(expiry.kind === "at" ? [time("exp", "Expires at", expiry.at)] : []),
    text("site", null, "Harbour Street 4"),
  ];
  return { kind: "jwt", characters, header: [text("alg", "Signed with", "ES256")], payload, note: null };
}

export function playIntrospection(exchange: Exchange, now: number): Inquiry {
  return {
    kind: "answered",
    title: "The token is good",
    text: "The phone system would accept it now.",
    isActive: true,
    members: [text("scope", "Scope", "is_admin use_api"), text("client_id", "Client", "7b0f4c1e")],
    answeredAt: now,
    exchange,
  };
}

export function playUserinfo(exchange: Exchange, now: number): Inquiry {
  return {
    kind: "answered",
    title: "The token acts for Ada Brook",
    text: "That is what the phone system says of it.",
    isActive: null,
    members: [text("email", "Mail address", "ada@northwind.example")],
    answeredAt: now,
    exchange,
  };
}

/** No, where the phone system of the token is the one that says no to everything. */
export function playRevocation(exchange: Exchange, diagnosis: Diagnosis | null): Revocation {
  return diagnosis
    ? { kind: "not_revoked", refreshTokenRevoked: false, diagnosis, exchange }
    : { kind: "revoked", title: "The token is revoked", text: "The phone system does not accept it any more.", exchange };
}

function text(name: string, meaning: string | null, value: string): Claim {
  return { name, meaning, value: { kind: "text", text: value } };
}

function time(name: string, meaning: string, at: number): Claim {
  return { name, meaning, value: { kind: "time", at } };
}
