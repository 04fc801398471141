// A real OpenID provider (npm oidc-provider) for the tests. What it is to be comes as JSON in the first argument:
// {port, back: [addresses people are sent back to], people: {login: {claims}}}. Says "ready" when it listens.
// Its pages ask for a login (any password) and for consent. The client "xaso-short" gets codes that live one second.
import Provider from "oidc-provider";

const { port, back, people } = JSON.parse(process.argv[2]);
const home = [...new Set(back.map((address) => new URL("/", address).href))];
const known = { client_secret: "only-for-tests", redirect_uris: back, post_logout_redirect_uris: home };
const client = (id) => ({ client_id: id, ...known });
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client("xaso"), client("xaso-short")],
  claims: { openid: ["sub", "SoDinhDanh", "HoVaTen", "NgaySinh", "SoDienThoai", "acr"] },
  conformIdTokenClaims: false,
  acrValues: ["LoA1", "LoA2"],
  pkce: { required: () => true },
  ttl: { AuthorizationCode: (_context, _token, { clientId }) => (clientId === "xaso-short" ? 1 : 60) },
  cookies: { keys: ["only-for-tests"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...people[id], sub: id }) }),
});
// Its pages fetch letters from a stranger; ours may not.
provider.use(async (context, next) => {
  await next();
  if (typeof context.body === "string") context.body = context.body.replace(/@import url\([^)]*\);/g, "");
});
for (const event of ["server_error", "grant.error"]) provider.on(event, (_context, error) => console.error(error));
provider.listen(port, "127.0.0.1", () => console.log("ready"));
