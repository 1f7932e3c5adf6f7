import { existsSync, globSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { describe, expect, test } from "vitest";
import { slugger } from "../../local/start/docs/html.ts";
import { plain } from "../../local/start/docs/markdown.ts";
import { hyperlinksIn, hyperlinksOf } from "./hyperlinks.ts";
import { PAGES, proseOf, ROOT } from "./pages.ts";

/** Every relative link, anchor and path in the pages leads to what is there. */

const isThere = (path: string) => existsSync(new URL(path, ROOT));

function anchorsOf(page: string): string[] {
  const slug = slugger();
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(plain(heading)));
}

function faultOf(page: string, link: string): string[] {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path)).replace(/\/$/, "");
  if (!isThere(target)) return [`${link}: no such file`];
  if (anchor === undefined) return [];
  return anchorsOf(target).includes(anchor) ? [] : [`${link}: no such heading`];
}

describe.each(PAGES)("%s", (page) => {
  test("links to files and headings that exist", () => {
    const { targets, undefinedReferences } = hyperlinksOf(page);
    const relative = targets.filter((link) => !/^[a-z]+:/.test(link));
    expect(relative.flatMap((link) => faultOf(page, link))).toEqual([]);
    expect(undefinedReferences).toEqual([]);
  });

  test("names paths of the repository that exist", () => {
    const folders = globSync("*", { cwd: ROOT }).filter((name) =>
      statSync(new URL(name, ROOT)).isDirectory(),
    );
    const named = [...proseOf(page).matchAll(/`([\w.@-]+\/[\w./<>@-]*)`/g)].map(([, path = ""]) => path);
    // Packages and what a build makes are no paths of the repository; `<name>` is for the reader to fill in.
    const own = named.filter((path) => folders.includes(path.split("/")[0] ?? "") && !path.includes("/dist"));
    expect(own.filter((path) => !isThere(path.split("/<")[0] ?? ""))).toEqual([]);
  });
});

test("links are found in every form", () => {
  const markdown = `[a](a.md) [b](b.md "title") ![c](c.png) [d][e] [f] <a class="x" href="g.md">g</a> \`[no](h.md)\`
[i][j]

<p><img src='k.png'></p>

[e]: d.md
[f]: f.md "title"`;
  const { targets, undefinedReferences } = hyperlinksIn(markdown);
  const all = ["a.md", "b.md", "c.png", "d.md", "f.md", "g.md", "k.png"];
  expect([...new Set(targets)].sort()).toEqual(all);
  expect(undefinedReferences).toEqual(["[i][j]"]);
});

test("every page of docs/ is reached from its index", () => {
  const linked = (page: string) =>
    hyperlinksOf(page).targets.map((link) => normalize(join(dirname(page), link.split("#")[0] ?? "")));
  const reached = new Set([...linked("docs/README.md"), ...linked("docs/adr/README.md")]);
  const all = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  expect(all.filter((page) => !reached.has(page))).toEqual([]);
});

describe("decisions", () => {
  test.each(PAGES.filter((page) => /adr\/\d/.test(page)))(
    "%s has its three parts within 300 words",
    (page) => {
      const text = proseOf(page);
      const parts = [...text.matchAll(/^## (.+)$/gm)].map(([, part]) => part);
      expect(parts).toEqual(["Context", "Decision", "Consequences"]);
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(300);
    },
  );
});
