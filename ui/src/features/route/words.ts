// What a certificate says, in words.

import type { Certificate } from "../../bindings/Certificate";

export function madeFor({ names, subject }: Certificate): string {
  return names.length > 0 ? names.join(", ") : commonName(subject);
}

export function madeBy(certificate: Certificate): string {
  return isSelfSigned(certificate) ? `${commonName(certificate.subject)} itself` : commonName(certificate.issuer);
}

export function validity({ notBefore, notAfter }: Certificate, now: number): string {
  const over = notAfter < now ? ", which is over" : notBefore > now ? ", which has not begun" : "";
  return `${day(notBefore)} to ${day(notAfter)}${over}`;
}

/** The name among the parts of a subject (RFC 4514); all of it where there is none. */
export function commonName(name: string): string {
  return /(?:^|,)\s*CN=((?:\\.|[^,\\])+)/.exec(name)?.[1]?.replace(/\\(.)/g, "$1") ?? name;
}

function isSelfSigned({ subject, issuer }: Certificate): boolean {
  return subject === issuer;
}

export function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
