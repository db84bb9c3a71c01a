// What the button of each action says.

import type { CauseAction } from "../bindings/CauseAction";

/** Longer ones would be cut in a button; the words beside it say which value is meant. */
const LONGEST_LABEL = 24;

export function actionLabel(action: CauseAction): string {
  switch (action.kind) {
    case "edit_field":
      return action.label.length > LONGEST_LABEL ? "Change this value" : `Change ${action.label}`;
    case "try_client_authentication":
      return `Try “${action.label}”`;
    case "copy_redirect_uri":
      return "Copy the address";
    case "leave_out_pkce":
      return "Try without PKCE";
    case "get_token":
      return "Get a new token";
    case "open_documentation":
      return "Open the documentation";
    case "try_again":
      return "Try again";
    case "look_at_certificate":
      return action.trustedBefore ? "Compare the certificates" : "Look at the certificate";
    case "sign_on_server_time":
      return "Use its time";
    case "use_value":
      return action.label.length > LONGEST_LABEL ? "Use this value" : `Use this ${action.label}`;
    case "allow_without_tls":
      return "Allow it here";
    case "edit_route":
      return "Proxy and certificates";
    case "check_connection":
      return "Check the connection";
  }
}
