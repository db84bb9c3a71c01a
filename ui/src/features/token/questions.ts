// What can be asked and done about the token of a connection.

import type { Inquiry } from "../../bindings/Inquiry";
import type { Revocation } from "../../bindings/Revocation";
import type { TokenDetails } from "../../bindings/TokenDetails";

/** None comes back where it could not be carried out and that was said already. */
export interface TokenQuestions {
  copy: (what: "token" | "authorization_header") => Promise<boolean>;
  /** The token itself, for as long as a button is held. */
  reveal: () => Promise<string | undefined>;
  details: () => Promise<TokenDetails | undefined>;
  introspect: () => Promise<Inquiry | undefined>;
  userinfo: () => Promise<Inquiry | undefined>;
  forget: () => Promise<boolean>;
  revoke: () => Promise<Revocation | undefined>;
  copyText: (text: string) => Promise<boolean>;
}
