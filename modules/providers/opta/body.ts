import { XMLParser, XMLValidator } from "fast-xml-parser";
import { isFields } from "../kit/fields.ts";
import { children, listOf } from "./values.ts";

/** A body as a tree of objects, or the reason it is unreadable. */
type Parsed = { tree: unknown } | { reason: string };

/** Parses XML or JSON. Never throws. */
export function parsed(body: string): Parsed {
  const bare = body.trimStart();
  try {
    return bare.startsWith("<") ? parsedXml(bare) : { tree: JSON.parse(bare) };
  } catch {
    return { reason: "The body is neither whole XML nor JSON." };
  }
}

/**
 * Parses JSON with whole numbers above 2^53 as text, which `parsed` rounds; undefined if there are none. It is much
 * slower, so it serves only bodies whose ids turn out to be such numbers.
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
 * Puts attributes and child elements side by side and keeps all values as text, because ids do not fit a number.
 * It knows the entities of XML and characters by number, and none that a document defines.
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
  // No feed has a document type, and external entities and expansion bombs need one.
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
 * Notices a body that was cut short, whose open elements the parser closes: the root must be closed at the end, and
 * the tree must have as many events as the text begins. The library's validator checks any document, but costs half
 * as much again as the parser, so it only decides in doubt.
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
