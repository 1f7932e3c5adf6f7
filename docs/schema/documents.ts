import { stringify } from "yaml";
import { asyncapi } from "./asyncapi.ts";
import { openapi } from "./openapi.ts";

const HEADER = "# Written by `npm run docs` from docs/schema; changes made here are lost.\n";

/** Every document by its file name. @param version of the package */
export function documents(version: string): Readonly<Record<"openapi.yaml" | "asyncapi.yaml", string>> {
  return { "openapi.yaml": yaml(openapi(version)), "asyncapi.yaml": yaml(asyncapi(version)) };
}

function yaml(document: unknown): string {
  return (
    HEADER +
    stringify(document, {
      aliasDuplicateObjects: false,
      blockQuote: "literal",
      // Many readers are of YAML 1.1, where a time or a bare `no` is no text.
      compat: "yaml-1.1",
      lineWidth: 0,
    })
  );
}
