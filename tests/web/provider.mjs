// A real OpenID Connect provider (npm: oidc-provider) for the tests: `node provider.mjs PACKAGE PORT CALLBACK`.
// Anybody may sign in under any name.
import { pathToFileURL } from "node:url";

const [, , folder, port, callback] = process.argv;
const { default: Provider } = await import(pathToFileURL(`${folder}/lib/index.js`));
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "desk", client_secret: "a secret of the desk", redirect_uris: [callback] }],
  claims: { openid: ["sub"], profile: ["preferred_username"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: `${id} of the provider` }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
