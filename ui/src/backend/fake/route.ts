// The way to the fake phone systems: what a look at it finds, and what is chosen about it.

import type { CauseAction } from "../../bindings/CauseAction";
import type { Certificate } from "../../bindings/Certificate";
import type { Check } from "../../bindings/Check";
import type { ConnectionView } from "../../bindings/ConnectionView";
import type { Diagnosis } from "../../bindings/Diagnosis";
import type { Note } from "../../bindings/Note";
import type { RouteView } from "../../bindings/RouteView";
import type { ConnectionChecks } from "../backend";
import type { FakeConnection } from "./connection";
import type { Handlers } from "./handlers";

const PLACE = "pexlab.mistral.example:443";
const DAY = 86_400;
const STEP_MILLISECONDS = 250;

export type LookOutcome = "good" | "warned" | "untrusted" | "endless";

type OfRoute = Extract<
  keyof Handlers,
  | "connection_check"
  | "connection_trust"
  | "connection_distrust"
  | "connection_choose_proxy"
  | "connection_proxy_password"
  | "connection_allow_without_tls"
  | "connection_only_http_1"
  | "connection_authority"
  | "connection_client_certificate"
  | "connection_sign_on_server_time"
>;

interface World {
  look: LookOutcome;
  find: (id: string) => FakeConnection;
  change: (id: string, alter: (connection: FakeConnection) => void) => ConnectionView;
  isStopped: (id: string) => boolean;
  tell: (change: ConnectionChecks) => void;
}

export function playCertificate(now: number, change: Partial<Certificate> = {}): Certificate {
  return {
    subject: "CN=pexlab.mistral.example,O=Mistral Clinics",
    issuer: "CN=pexlab.mistral.example,O=Mistral Clinics",
    names: ["pexlab.mistral.example", "pexlab"],
    notBefore: now - 300 * DAY,
    notAfter: now + 430 * DAY,
    fingerprint: "9F2C 41E7 0B8D 66A3 F015 7C9E D24B 38A1 5D70 E6C4 19F8 AB32 804D 6E51 C7B9 2A0F",
    ...change,
  };
}

export function playChangedCertificate(now: number): Certificate {
  return playCertificate(now, {
    notBefore: now - 2 * DAY,
    notAfter: now + 728 * DAY,
    fingerprint: "9F2C 41E7 77B1 66A3 F015 09D2 D24B 38A1 5D70 1C4E 19F8 AB32 804D F2A6 C7B9 2A0F",
  });
}

export function lookAt(now: number, isChanged: boolean): Extract<CauseAction, { kind: "look_at_certificate" }> {
  return {
    kind: "look_at_certificate",
    place: PLACE,
    certificate: isChanged ? playChangedCertificate(now) : playCertificate(now),
    problem: isChanged ? "changed" : "unknown_issuer",
    sentence: isChanged
      ? "It shows another certificate than the one you trusted."
      : "It signed its certificate itself, so this computer cannot tell who is really answering.",
    trustedBefore: isChanged ? playCertificate(now) : null,
  };
}

/** A run that ended at a certificate. */
export function playUntrusted(now: number, isChanged: boolean): Diagnosis {
  return {
    code: isChanged ? "certificate_changed" : "certificate_not_trusted",
    step: "token",
    stepName: "Ask for the token",
    title: isChanged ? "pexlab.mistral.example shows another certificate than before" : "This computer does not trust pexlab.mistral.example",
    text: isChanged
      ? "Either it was renewed, or somebody stands in between. Nothing secret was sent."
      : "Nobody this computer knows vouches for its certificate. Nothing secret was sent.",
    causes: [
      {
        title: isChanged ? "The phone system’s certificate was renewed" : "The phone system has made its certificate itself",
        text: "Compare its fingerprint with the one in the admin pages before you trust it.",
        who: "you",
        place: null,
        action: lookAt(now, isChanged),
      },
      {
        title: "The phone system needs a certificate that others know",
        text: "One from a public authority, or one of your own company’s authority.",
        who: "system_administrator",
        place: "Certificate settings of the phone system",
        action: { kind: "edit_route" },
      },
    ],
    server: null,
    askAgainAt: null,
  };
}

export function playChecks(look: LookOutcome, now: number): Check[] {
  const at = (kind: Check["kind"], name: string, rest: Partial<Check> = {}): Check => ({
    kind,
    place: PLACE,
    name,
    state: "good",
    sentence: null,
    action: null,
    ...rest,
  });
  const here = (kind: Check["kind"], name: string, rest: Partial<Check> = {}): Check => at(kind, name, { place: null, ...rest });
  const certificate: Partial<Check> & { name: string } = {
    good: { name: "Certificate", sentence: "CN=Mistral House vouches for it. It is valid for another 430 days." },
    endless: { name: "Certificate", sentence: "CN=Mistral House vouches for it. It is valid for another 430 days." },
    warned: {
      name: "The certificate ends in 9 days",
      state: "warning" as const,
      sentence: "It is the one you trusted. When it is renewed, Dialkey stops and shows you both.",
    },
    untrusted: {
      name: "The certificate is not trusted",
      state: "bad" as const,
      sentence: "It signed its certificate itself, so this computer cannot tell who is really answering.",
      action: lookAt(now, false),
    },
  }[look];
  const isWarned = look === "warned";
  const behind = look === "untrusted" ? { state: "skipped" as const } : {};
  return [
    at("address", "Address", { sentence: "https://pexlab.mistral.example/oauth/token/" }),
    at("proxy", "No proxy on the way", { sentence: "Direct" }),
    at("name", "Name", { sentence: "10.20.4.15" }),
    at("port", "Port answers", { sentence: "Port 443" }),
    at("encryption", "Connection is encrypted", { sentence: "TLS 1.3" }),
    at("certificate", certificate.name, certificate),
    at("service", "Token service", { sentence: "/oauth/token/ · 405", ...behind }),
    at(
      "clock",
      isWarned ? "This computer’s clock is 4 minutes 12 seconds ahead" : "Clock",
      isWarned
        ? {
            state: "warning",
            sentence: "Phone systems refuse signed requests with a wrong time. Correct the clock, or sign on the phone system’s time.",
            action: { kind: "sign_on_server_time", ahead: -252 },
          }
        : { sentence: "To the second", ...behind },
    ),
    here("values", "Values", { sentence: "4 of 4 look right" }),
    here("key", "Key", { sentence: "EC P-256 private key, signs with ES256" }),
    here("redirect", "Redirect address", { state: "skipped", sentence: "Not used by this way." }),
  ];
}

export function playRoute({ look, find, change, isStopped, tell }: World): Pick<Handlers, OfRoute> {
  function alter(id: string, changes: Partial<RouteView>): ConnectionView {
    return change(id, (connection) => (connection.route = { ...connection.route, ...changes }));
  }

  function rejection(text: string): Note {
    return { tone: "bad", text, evidence: null, action: null };
  }

  return {
    async connection_check({ id }) {
      const madeAt = present();
      const found = playChecks(find(id).route.trusted.length > 0 && look === "untrusted" ? "good" : look, madeAt);
      const shown = (now: number): Check[] =>
        found.map((check, index) =>
          index < now ? check : { ...check, state: index === now ? "now" : "to_do", sentence: null, action: null },
        );
      const last = look === "endless" ? 4 : found.length;
      for (let now = 0; now < last && !isStopped(id); now += 1) {
        tell({ id, checks: shown(now) });
        await pause(STEP_MILLISECONDS);
      }
      while (look === "endless" && !isStopped(id)) await pause(STEP_MILLISECONDS);
      return change(id, (connection) => (connection.checks = { madeAt, checks: found }));
    },
    connection_trust: ({ id, place }) => {
      const certificate = find(id).diagnosis?.code === "certificate_changed" ? playChangedCertificate(present()) : playCertificate(present());
      return alter(id, { trusted: [{ place, certificate, trustedAt: present() }] });
    },
    connection_distrust: ({ id, place }) =>
      alter(id, { trusted: find(id).route.trusted.filter((trusted) => trusted.place !== place) }),
    connection_choose_proxy: ({ id, proxy }) =>
      alter(id, { proxy: proxy.kind === "manual" ? { ...proxy, hasPassword: false } : proxy }),
    connection_proxy_password: ({ id, password }) => {
      const { proxy } = find(id).route;
      return alter(id, { proxy: proxy.kind === "manual" ? { ...proxy, hasPassword: password !== "" } : proxy });
    },
    connection_allow_without_tls: ({ id, allow }) => alter(id, { withoutTls: allow, isNotEncrypted: allow }),
    connection_only_http_1: ({ id, only }) => alter(id, { onlyHttp1: only }),
    connection_authority: ({ id, typed }) => {
      const isGood = typed === "" || typed.includes("BEGIN CERTIFICATE");
      const authority = typed === "" ? [] : [playCertificate(present(), { subject: "CN=Mistral House CA", issuer: "CN=Mistral House CA" })];
      return {
        view: isGood ? alter(id, { authority }) : change(id, () => undefined),
        rejected: isGood ? null : rejection("There is no certificate in this text. It begins with BEGIN CERTIFICATE."),
      };
    },
    connection_client_certificate: ({ id, typed, passphrase }) => {
      const isLocked = typed.includes("LOCKED") && passphrase !== "open";
      const clientCertificate = typed === "" ? null : playCertificate(present(), { subject: "CN=Dialkey at Mistral", issuer: "CN=Mistral House CA" });
      return {
        view: isLocked ? change(id, () => undefined) : alter(id, { clientCertificate }),
        rejected: isLocked ? rejection("This file is locked. Enter its passphrase.") : null,
      };
    },
    connection_sign_on_server_time: ({ id, ahead }) => change(id, (connection) => (connection.signsAhead = ahead)),
  };
}

function present(): number {
  return Math.floor(Date.now() / 1000);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
