// A certified authorization server on a loopback port, for the tests of the grants. The one argument is JSON: a list of
// clients in the words of OpenID Connect Dynamic Client Registration, and the path of the token endpoint. When it is
// ready it prints one JSON line with its issuer and token endpoint; what it refuses it names on stderr. It ends when its
// standard input is closed, so none outlives its test.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { clients, tokenPath } = JSON.parse(process.argv[2]);

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    ...client,
  })),
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  routes: { token: tokenPath },
  scopes: [...new Set(clients.flatMap((client) => client.scope.split(" ")))],
  ttl: { ClientCredentials: 600 },
});
// A client is only checked when it is looked up: a wrong one ends the program here, not in the middle of a test.
await Promise.all(clients.map((client) => provider.Client.find(client.client_id)));
for (const refusal of ["grant.error", "server_error"]) {
  provider.on(refusal, (context, error) => {
    console.error(`${refusal}: ${error.message}: ${error.error_detail ?? error.error_description ?? ""}`);
  });
}
server.on("request", provider.callback());

console.log(JSON.stringify({ issuer, tokenEndpoint: `${issuer}${tokenPath}` }));
process.stdin.on("close", () => process.exit()).resume();
