// A real identity provider for the tests of single sign-on (the npm package oidc-provider), with its own
// pages for signing in and consenting: whoever types the name of a person below is that person.
//
//     node end2end/support/oidc-provider.mjs
//
// listens on a free port of 127.0.0.1 (or on OIDC_PORT), prints one line of JSON with its issuer, and ends
// when its standard input does, so it never outlives a test. With OIDC_CLAIMS=token, what it says of
// people stands in the ID token instead of the userinfo endpoint. Its keys are made when it starts.
//
// `PUT /people/NAME` with a JSON object changes what it says of somebody.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const people = new Map(
  Object.entries({
    ana: { preferred_username: "ana.souza", name: "Ana Souza", groups: ["protocolo-leads", "desk"] },
    bruno: { preferred_username: "bruno", name: "Bruno Lima", groups: ["desk"] },
    clara: { preferred_username: "clara", name: "Clara Dias", groups: ["protocolo-admins"] },
    // Known by a verified address only.
    davi: { email: "davi@example.com", email_verified: true, name: "Davi Melo", groups: ["desk"] },
    // In no group that has a role.
    estranho: { preferred_username: "estranho", name: "Estranho", groups: ["visitors"] },
  }),
);

// On a loopback address a native client may come back to any port (RFC 8252).
const client = (id, more) => ({
  client_id: id,
  application_type: "native",
  redirect_uris: ["http://127.0.0.1/sso/callback"],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  ...more,
});

const signingKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
};

const configuration = {
  clients: [
    client("public", { token_endpoint_auth_method: "none" }),
    client("confidential", {
      client_secret: "a secret & more: 100%",
      token_endpoint_auth_method: "client_secret_basic",
    }),
  ],
  claims: {
    openid: ["sub"],
    profile: ["name", "preferred_username", "groups"],
    email: ["email", "email_verified"],
  },
  conformIdTokenClaims: process.env.OIDC_CLAIMS !== "token",
  cookies: { keys: [randomUUID()] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => {
    const known = people.get(id);
    return known && { accountId: id, claims: () => ({ sub: id, ...known }) };
  },
  jwks: { keys: [signingKey()] },
  pkce: { required: () => true },
};

const server = createServer();
server.listen(Number(process.env.OIDC_PORT ?? 0), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const answer = new Provider(issuer, configuration).callback();
  server.on("request", async (request, response) => {
    const name = request.method === "PUT" && /^\/people\/(\w+)$/.exec(request.url)?.[1];
    if (!name) return answer(request, response);
    let said = "";
    for await (const part of request) said += part;
    people.set(name, JSON.parse(said));
    return response.writeHead(204).end();
  });
  console.log(JSON.stringify({ issuer }));
});

process.stdin.on("end", () => process.exit(0)).resume();
