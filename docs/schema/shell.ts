/** Commands to paste into a shell, against the local run. */

const LOCAL = "http://localhost:3000";

export function get(path: string): string {
  return `curl '${LOCAL}${path}'\n`;
}

/** With a token that has `scope`. */
export function getAs(path: string, scope: string): string {
  return [
    `TOKEN=$(npm run --silent token -- --scope ${scope})`,
    `curl '${LOCAL}${path}' -H "authorization: Bearer $TOKEN"`,
    "",
  ].join("\n");
}

/** With a token that has `scope`. */
export function callAs(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  scope: string,
  body?: unknown,
): string {
  const sent =
    body === undefined ? [] : [`  -H 'content-type: application/json' -d '${JSON.stringify(body)}'`];
  const asked = `curl -X ${method} '${LOCAL}${path}' -H "authorization: Bearer $TOKEN"`;
  return [`TOKEN=$(npm run --silent token -- --scope ${scope})`, [asked, ...sent].join(" \\\n"), ""].join(
    "\n",
  );
}

/** Signed with `X-Signature`. `SECRET` is what `npm start` printed. */
export function post(path: string, body: unknown): string {
  return [
    `BODY='${JSON.stringify(body)}'`,
    `MAC=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)`,
    `curl ${LOCAL}${path} -H 'content-type: application/json' -H "x-signature: $MAC" -d "$BODY"`,
    "",
  ].join("\n");
}

/** Signed with the headers of Standard Webhooks. */
export function postStandard(path: string, body: unknown): string {
  return [
    `BODY='${JSON.stringify(body)}'`,
    "ID=msg-1",
    "NOW=$(date +%s)",
    `KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')`,
    `MAC=$(printf %s "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)`,
    `curl ${LOCAL}${path} -H 'content-type: application/json' -d "$BODY" \\`,
    `  -H "webhook-id: $ID" -H "webhook-timestamp: $NOW" -H "webhook-signature: v1,$MAC"`,
    "",
  ].join("\n");
}
