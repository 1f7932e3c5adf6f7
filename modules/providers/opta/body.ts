import { XMLParser, XMLValidator } from "fast-xml-parser";
import { children, isFields, listOf } from "./values.ts";

/** A body as a tree of objects, or why it is none. */
export type Parsed = { tree: unknown } | { reason: string };

/** XML, or JSON in any of its forms. Never throws. */
export function parsed(body: string): Parsed {
  const bare = body.trimStart();
  try {
    return bare.startsWith("<") ? parsedXml(bare) : { tree: JSON.parse(bare) };
  } catch {
    return { reason: "The body is neither whole XML nor JSON." };
  }
}

/**
 * JSON with the whole numbers a number does not hold as text, where it has any; `parsed` rounds them. Dearer by
 * far, so for a body whose ids turn out to be such.
 */
export function parsedExactly(body: string): Parsed | undefined {
  if (!/\d{16}/.test(body)) return undefined;
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? context?.source
      : value;
  try {
    return { tree: JSON.parse(body, exact) };
  } catch {
    return undefined;
  }
}

/**
 * Attributes and child elements side by side, all values as the text they are: ids do not fit a number.
 * Of entities it knows those of XML and characters by number, none of a document's own.
 */
const XML = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
  jPath: false,
  maxNestedTags: 20,
});

function parsedXml(body: string): Parsed {
  // No feed has a document type, and it is what external entities and expansion bombs need.
  if (body.includes("<!DOCTYPE") || body.includes("<!ENTITY")) {
    return { reason: "The XML must not have a document type or entities of its own." };
  }
  const tree: unknown = XML.parse(body);
  if (!seemsWhole(body, tree)) {
    const verdict = XMLValidator.validate(body);
    if (verdict !== true) return { reason: `The XML is not well-formed, at line ${verdict.err.line}.` };
  }
  return { tree };
}

/**
 * The parser closes what a body cut short leaves open, so that must be noticed: the root is closed at the end,
 * and as many events were found as were begun. The library's validator tells as much of any document, but costs
 * half as much again as the parser, so it is only asked to decide where there is doubt.
 */
function seemsWhole(body: string, tree: unknown): boolean {
  if (!isFields(tree) || Object.keys(tree).length !== 1) return false;
  if (!isFields(tree.Games) || !body.trimEnd().endsWith("</Games>")) return false;
  const found = children(tree.Games, "Game").reduce((sum, game) => sum + listOf(game.Event).length, 0);
  return found === occurrences(body, "<Event ");
}

function occurrences(text: string, part: string): number {
  let times = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) times += 1;
  return times;
}
