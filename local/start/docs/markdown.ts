import { Marked } from "marked";
import { linkFrom } from "./addresses.ts";
import { escaped, slugger } from "./html.ts";

/**
 * Markdown of the repository as HTML: headings have the anchors that GitHub gives them, links lead to the pages and
 * sources of the site, tables scroll by themselves.
 *
 * @param file path of the page in the repository, from which its relative links go
 */
export function htmlOf(markdown: string, file: string): string {
  const slug = slugger();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const anchor = slug(plain(text));
        const link = `<a class="anchor" href="#${anchor}" aria-label="Link to this heading">#</a>`;
        return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}${link}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escaped(linkFrom(file, href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${escaped(linkFrom(file, href))}" alt="${escaped(text)}" />`;
      },
    },
  });
  const html = marked.parse(markdown, { async: false });
  return html
    .replaceAll("<table>", '<div class="wide"><table>')
    .replaceAll("</table>", "</table></div>")
    .replaceAll(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, "");
}

/** A heading without its marks: `code`, *emphasis*, [links](…). */
export function plain(heading: string): string {
  return heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
}

export function titleOf(markdown: string): string {
  return plain(/^# (.+)$/m.exec(markdown)?.[1] ?? "Touchline");
}
