// The two pages a person sees: one to sign in, one to allow or deny. Their elements have ids that tests act on: `user`
// and `sign-in` on the first, `allow` and `deny` on the second.
import { text } from "node:stream/consumers";

const PATH = "/interaction/";

const FIELDS = {
  login: `<label for="user">User name</label> <input id="user" name="user" required>
<button id="sign-in">Sign in</button>`,
  consent: `<button id="allow" name="decision" value="allow">Allow</button>
<button id="deny" name="decision" value="deny">Deny</button>`,
};

/** Where the person decides. */
export const pageUrl = (_, interaction) => `${PATH}${interaction.uid}`;

/** Answers a request for one of the pages; false when it is for something else. */
export function answerPage(provider, request, response) {
  if (!request.url.startsWith(PATH)) {
    return false;
  }
  const answered = request.method === "POST" ? decide(provider, request, response) : show(provider, request, response);
  answered.catch((error) => response.writeHead(400, { "Content-Type": "text/plain" }).end(error.message));
  return true;
}

async function show(provider, request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const client = await provider.Client.find(params.client_id);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  response.writeHead(200, headers).end(`<!DOCTYPE html>
<html lang="en"><head><title>Authorization server</title></head><body>
<h1>${client.clientId} wants access</h1>
<form id="${prompt.name}" method="post">
${FIELDS[prompt.name]}
</form></body></html>`);
}

async function decide(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  const entered = new URLSearchParams(await text(request));
  const finish = (result) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (prompt.name === "login") {
    return finish({ login: { accountId: entered.get("user") } });
  }
  if (entered.get("decision") !== "allow") {
    return finish({ error: "access_denied", error_description: "The person did not allow it" });
  }
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope ?? "");
  return finish({ consent: { grantId: await grant.save() } });
}
