// A real identity provider for the single sign-on tests (npm package oidc-provider), with its own
// sign-in and consent pages: any of the names below signs in without a password.
//
//     node end2end/support/oidc-provider.mjs
//
// listens on a free port of 127.0.0.1 (or on OIDC_PORT), prints its issuer as a line of JSON, and
// exits when its standard input is closed, so it never outlives a test. With OIDC_CLAIMS=token, the
// claims are in the ID token instead of the userinfo endpoint. Keys are generated at startup.
//
// `PUT /people/NAME` with a JSON object changes the claims of a person.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const people = new Map(
  Object.entries({
    ana: { preferred_username: "ana.souza", name: "Ana Souza", groups: ["protocolo-leads", "desk"] },
    bruno: { preferred_username: "bruno", name: "Bruno Lima", groups: ["desk"] },
    clara: { preferred_username: "clara", name: "Clara Dias", groups: ["protocolo-admins"] },
    // Identified only by a verified e-mail address.
    davi: { email: "davi@example.com", email_verified: true, name: "Davi Melo", groups: ["desk"] },
    // No group of theirs is mapped to a role.
    estranho: { preferred_username: "estranho", name: "Estranho", groups: ["visitors"] },
  }),
);

// Native clients may use any port of a loopback redirect URI (RFC 8252).
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
