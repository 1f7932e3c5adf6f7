import { isStorable } from "../../match/text.ts";
import { type Fields, isFields } from "../kit/fields.ts";

/** Longer text than any name, id or qualifier Opta sends is not kept whole. */
const MAX_TEXT = 500;

/** Makes a list of a missing value, a single one or a list. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

/** An attribute. The packed JSON feeds keep the attributes of an element under `@attributes`. */
export function attr(node: Fields, name: string): unknown {
  const packed = node["@attributes"];
  return isFields(packed) && packed[name] !== undefined ? packed[name] : node[name];
}

/** The child elements of that name; XML gives a single one bare. */
export function children(node: Fields, name: string): Fields[] {
  return listOf(node[name]).filter(isFields);
}

export function child(node: Fields, name: string): Fields | undefined {
  return children(node, name)[0];
}

/** Reads trimmed text that can be stored; undefined for "", null, [] and {}, by which feeds mark missing text. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  if (trimmed === "" || !isStorable(trimmed)) return undefined;
  return trimmed.length > MAX_TEXT ? trimmed.slice(0, MAX_TEXT).toWellFormed() : trimmed;
}

/** A name as the canonical model takes it. */
export function nameOf(value: unknown): string | undefined {
  const name = text(value);
  return name && name.length > 200 ? name.slice(0, 200).toWellFormed() : name;
}

/** The text of an element: bare, or beside attributes (`#text` in XML, `@value` in packed JSON). */
export function content(value: unknown): string | undefined {
  return isFields(value) ? text(value["#text"] ?? value["@value"]) : text(value);
}

export function num(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A whole number from 0. */
export function count(value: unknown): number | undefined {
  const number = num(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Looks a vendor's value up in a table, even if the value is `constructor`. */
export function rowOf<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
}
