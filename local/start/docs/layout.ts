import { escaped } from "./html.ts";

/** The pages of the sidebar, in the order in which a newcomer reads them. */
export const SIDEBAR: readonly (readonly [address: string, name: string])[] = [
  ["/docs/readme", "Overview"],
  ["/docs", "Documentation"],
  ["/docs/contract", "The contract"],
  ["/docs/api", "HTTP API"],
  ["/docs/sockets", "WebSocket API"],
  ["/docs/client", "Client"],
  ["/docs/operations", "Operations"],
  ["/docs/architecture", "Architecture"],
  ["/docs/add-a-provider", "Add a provider"],
  ["/docs/glossary", "Glossary"],
  ["/docs/adr", "Decisions"],
  ["/docs/contributing", "Contributing"],
];

/** A whole page around its HTML, with the sidebar and the headings of the page. */
export function layout(address: string, title: string, html: string): string {
  const links = SIDEBAR.map(([to, name]) => {
    const current = to === address ? ' aria-current="page"' : "";
    return `<li><a href="${to}"${current}>${name}</a>${current ? headingsOf(html) : ""}</li>`;
  });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title)} · Touchline</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/docs/style.css" />
  </head>
  <body>
    <nav aria-label="Documentation">
      <a class="brand" href="/">Touchline</a>
      <ul>${links.join("")}</ul>
    </nav>
    <main>${html}</main>
  </body>
</html>
`;
}

function headingsOf(html: string): string {
  const found = [...html.matchAll(/<h2 id="([^"]+)">([\s\S]*?)<\/h2>/g)];
  const items = found.map(([, id, inner = ""]) => {
    const name = inner.replace(/<a class="anchor"[\s\S]*?<\/a>/, "").replaceAll(/<[^>]+>/g, "");
    return `<li><a href="#${id}">${name}</a></li>`;
  });
  return items.length > 0 ? `<ul class="headings">${items.join("")}</ul>` : "";
}
