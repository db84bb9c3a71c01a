// A certified authorization server on a loopback port, for the tests of the grants. The one argument is JSON: a list of
// clients in the words of OpenID Connect Dynamic Client Registration, and the path of the token endpoint. When it is
// ready it prints one JSON line with its issuer and endpoints; what it refuses it names on stderr. It ends when its
// standard input is closed, so none outlives its test.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { answerPage, pageUrl } from "./pages.mjs";

const { clients, tokenPath } = JSON.parse(process.argv[2]);

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

// A client learns nothing about the tokens of others, and ends none of them.
const isOwnToken = (_, client, token) => token.clientId === client.clientId;

const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    ...client,
  })),
  cookies: { keys: [randomBytes(32).toString("hex")] },
  // Whatever name is signed in with is somebody.
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: isOwnToken },
    revocation: { enabled: true, allowedPolicy: isOwnToken },
    userinfo: { enabled: true },
  },
  interactions: { url: pageUrl },
  // A refresh token comes without being asked for, and is good once.
  issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  pkce: { required: () => true },
  routes: { token: tokenPath },
  scopes: [...new Set(clients.flatMap((client) => client.scope.split(" ")))],
  ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 3600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
});
// A client is only checked when it is looked up: a wrong one ends the program here, not in the middle of a test.
await Promise.all(clients.map((client) => provider.Client.find(client.client_id)));
for (const refusal of ["authorization.error", "grant.error", "server_error"]) {
  provider.on(refusal, (context, error) => {
    console.error(`${refusal}: ${error.message}: ${error.error_detail ?? error.error_description ?? ""}`);
  });
}
const answer = provider.callback();
server.on("request", (request, response) => answerPage(provider, request, response) || answer(request, response));

const endpoints = {
  authorizationEndpoint: `${issuer}/auth`,
  tokenEndpoint: `${issuer}${tokenPath}`,
  revocationEndpoint: `${issuer}/token/revocation`,
  introspectionEndpoint: `${issuer}/token/introspection`,
  userinfoEndpoint: `${issuer}/me`,
};
console.log(JSON.stringify({ issuer, ...endpoints }));
process.stdin.on("close", () => process.exit()).resume();
