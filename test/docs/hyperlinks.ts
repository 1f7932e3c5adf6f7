import { lexer, walkTokens } from "marked";
import { textOf } from "./pages.ts";

export interface Hyperlinks {
  /** Where links and images lead, whatever their form: with a title, by reference, as HTML. */
  targets: string[];
  /** References that nothing defines, as they stand in the text. */
  undefinedReferences: string[];
}

/** The links of a page as a renderer of Markdown understands them. */
export function hyperlinksOf(page: string): Hyperlinks {
  return hyperlinksIn(textOf(page));
}

export function hyperlinksIn(markdown: string): Hyperlinks {
  const targets: string[] = [];
  const undefinedReferences: string[] = [];
  walkTokens(lexer(markdown), (token) => {
    if (token.type === "link" || token.type === "image" || token.type === "def") targets.push(token.href);
    else if (token.type === "html") {
      targets.push(...[...token.raw.matchAll(/\b(?:href|src)=["']([^"']+)["']/g)].map(([, to = ""]) => to));
    } else if (token.type === "text") {
      // A reference without its definition is plain text to the renderer.
      undefinedReferences.push(...(token.raw.match(/\[[^\]]+\]\[[^\]]*\]/g) ?? []));
    }
  });
  return { targets, undefinedReferences };
}
