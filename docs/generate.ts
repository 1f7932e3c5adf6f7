import { writeFileSync } from "node:fs";
import pkg from "../package.json" with { type: "json" };
import { documents } from "./schema/documents.ts";

for (const [name, text] of Object.entries(documents(pkg.version))) {
  writeFileSync(new URL(name, import.meta.url), text);
}
