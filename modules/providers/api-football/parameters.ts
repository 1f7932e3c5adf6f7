import { fault } from "../kit/faults.ts";
import { idOf } from "../kit/loose.ts";
import type { Delivery, Fault } from "../provider.ts";
import { PROVIDER } from "./fixture.ts";

/** Our id of the fixture that a body was asked for, where its records do not say which one they are of. */
export function matchIdOf(
  { fixture }: Record<string, unknown>,
  { match }: Pick<Delivery, "match">,
): string | Fault {
  const [inBody, inPath] = [idOf(fixture), idOf(match)];
  if (inBody !== undefined && match !== undefined && inBody !== inPath) {
    return fault(["parameters", "fixture"], "is another match than the one in ?match=");
  }
  const id = inBody ?? inPath;
  return id === undefined
    ? fault(["parameters", "fixture"], "is required, or ?match= with the vendor's id")
    : `${PROVIDER}-${id}`;
}
