// Makes private keys in every form that people bring, with Node's own library, and verifies what was signed with them, with
// `jose`. When it is ready it prints one JSON line: its address and the keys. It ends when its standard input is closed.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { importJWK, jwtVerify } from "jose";

const PASSPHRASE = "northwind é";

// Made once with OpenSSL, because Node writes no PKCS#12: a key on P-256 with a certificate, under the passphrase above.
const KEYSTORE = [
  "MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcNAQcBMFcGCSqGSI",
  "b3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhbt+7pNi/pPwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHYHvCUlCelIVwO9YZTQcH6A",
  "ggHgO0gtHE9TjTiee/l1tC3lH4zxQVPZjPGv6bIgj+BPf7R4okoYXHtGI/MYhUXchon5nkXgyzKHFt8Rb4o5OsZXfcBEpw2+pchyLqhbQHA/Tt",
  "x8ITTS+Z+Uu0QGG+cX1XbjnUBplYFjSuvzYaYIEzJhFSW8xHNdIeLPRNvDZlwE9iPYSPU2SDHuj5dJZDAlg2Bbs5fNGpkJpCXCF/7yUSI927Mh",
  "xBqKSfLzziu+fmAexyQ4UCEBHl30mg/iB93H/whf1dk/IrsaRdnSufEJFnvAhmVgNBqnjlPq7kX0hMFrthmKZjaKTrL0x8XyJQwuzoW0Zz4+Y0",
  "CSNHMbqHP0jpvHYXwhaqo18QZiI4ZAjh+j2ILMny5JguuhXwjkYB8DGF+3xXNyFZwZ6o2jsFyrhQ3P12NbYzyLaqwiZKCVVyWxEVZ1zbn0JMy9",
  "WYO2jhUXnjxxGPllIlCKBxjGLD/ns/+2AkOnysUc9l9h/LqI6eJeOr5kwuhDhJ3y6Ia3P82UUlapnh2xcJOmpNCSORiXsBRpi3kz3f574nh563",
  "PLciTrDTNjvEfQX10QYPVwoNSVFbAUZUPBRexQf+rWZE8+kBcNJWYxSH1dOu06C8nd1C4ZlCRdJ9qqcYWN4DoRuiFhJ3vEMIIBQQYJKoZIhvcN",
  "AQcBoIIBMgSCAS4wggEqMIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECIDGJ2K8yfxNAgIIAD",
  "AMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ/Jhpf8y5wG5ywIsCTOcaIgSBkCEjE3iRMfMy0JA1e8fZjumz0nL13e9as9awjdHJvreqeKfT",
  "evmCAo4cU343xsAXIzPIL1C4Fnv3f6Wmu2e6zmUzg+hwKYP9qUHoDa8twsEc0d7ktje0a/S3ydGsdEm1XZjHq+u2D4L8DKqDYn1/A2tuxC9yIW",
  "ENt2TvoChVvOzHtHMyy6KxZf+87PAOjLM7KTElMCMGCSqGSIb3DQEJFTEWBBQFH0c6f9Zin5z+Ds10+LbrAkzvhDBBMDEwDQYJYIZIAWUDBAIB",
  "BQAEIEQramHjc5CPxq4E3oju15SpBhdAFkkeHJzdd2kBk9PoBAhZg6blXNhr7AICCAA=",
].join("");
const KEYSTORE_PUBLIC = {
  kty: "EC",
  crv: "P-256",
  x: "U3sEXQC76x6L2ID7If1sWifQIs-TMoVz0ckSdNvK8BU",
  y: "e399nhbAXGHCPjJt7AWJLUb8MgGPu4FwbMQj8l0TNas",
};

const kinds = [
  { kind: "ec", options: { namedCurve: "P-256" }, older: "sec1", algorithms: ["ES256"] },
  { kind: "ec", options: { namedCurve: "P-384" }, older: "sec1", algorithms: ["ES384"] },
  { kind: "ed25519", options: {}, algorithms: ["EdDSA"] },
  { kind: "rsa", options: { modulusLength: 2048 }, older: "pkcs1", algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] },
];

const keys = kinds.flatMap(({ kind, options, older, algorithms }) => {
  const { privateKey, publicKey } = generateKeyPairSync(kind, options);
  const pem = (type, lock = {}) => privateKey.export({ type, format: "pem", ...lock });
  const forms = {
    "PKCS#8": { text: pem("pkcs8") },
    "PKCS#8 without armour": { text: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64") },
    JWK: { text: JSON.stringify(privateKey.export({ format: "jwk" })) },
    "locked PKCS#8": { text: pem("pkcs8", { cipher: "aes-256-cbc", passphrase: PASSPHRASE }), passphrase: PASSPHRASE },
    ...(older && { [older]: { text: pem(older) } }),
  };
  return Object.entries(forms).map(([form, { text, passphrase = null }]) => ({
    name: `${form} of ${options.namedCurve ?? kind}`,
    text,
    passphrase,
    algorithms,
    verifier: publicKey,
  }));
});
keys.push({
  name: "PKCS#12 of P-256",
  text: KEYSTORE,
  passphrase: PASSPHRASE,
  algorithms: ["ES256"],
  verifier: await importJWK(KEYSTORE_PUBLIC, "ES256"),
});

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const { name, algorithm, audience, assertion } = JSON.parse(body);
  const key = keys.find((each) => each.name === name);
  try {
    const { payload } = await jwtVerify(assertion, key.verifier, { algorithms: [algorithm], audience });
    response.end(JSON.stringify(payload));
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const told = keys.map(({ verifier: _, ...key }) => key);
console.log(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}`, keys: told }));
process.stdin.on("close", () => process.exit()).resume();
