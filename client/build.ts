import { execFile } from "node:child_process";
import { glob, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";

/**
 * Makes what is published: two files of JavaScript with their source maps, and the declarations of our own sources.
 * What is shared with the server is bundled, so that nothing points outside.
 */

const HERE = dirname(fileURLToPath(import.meta.url));
const TSC = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));

/** Whoever uses both entries has one client, and one class of its errors. */
const coreOutside: Plugin = {
  name: "core-outside",
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/index\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./index.js", external: true },
    );
  },
};

/** @param folder for the JavaScript and the declarations; what is there already goes */
export async function buildClient(folder = join(HERE, "dist")): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await Promise.all([javascript(folder), declarations(folder)]);
}

async function javascript(folder: string): Promise<void> {
  await build({
    entryPoints: { index: join(HERE, "src/index.ts"), echo: join(HERE, "echo/index.ts") },
    outdir: folder,
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "esm",
    target: "es2022",
    plugins: [coreOutside],
  });
}

async function declarations(folder: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), "touchline-client-"));
  try {
    const args = [TSC, "--project", join(HERE, "tsconfig.json"), "--outDir", emitted];
    await promisify(execFile)(process.execPath, args).catch((error) => {
      // What the compiler has to say is all there.
      throw new Error(error.stdout, { cause: error });
    });
    const root = join(emitted, "client");
    for await (const name of glob("{src,echo}/**/*.d.ts", { cwd: root })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), published(await readFile(join(root, name), "utf8")));
    }
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

/** A declaration as it is outside: the compiler leaves the `.ts` of our imports as they stand. */
function published(text: string): string {
  return text.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"');
}

const HELP = `Builds the client's package into client/dist, as it is published.

  npm run build:client

  --help  prints this help`;

/** In the words of the other commands, whose reader of options is not the client's to import. */
function refusalOf(argument: string): string {
  const [name = ""] = argument.split("=");
  return name.startsWith("-")
    ? `Unknown option '${name}'.`
    : `Unexpected argument '${argument}'. This command takes options only.`;
}

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument === "--help" || argument === "-h") return console.log(HELP);
  if (argument !== undefined) {
    console.error(`${refusalOf(argument)}\n\n${HELP}`);
    process.exitCode = 1;
    return;
  }
  await buildClient();
  for (const name of ["index.js", "echo.js"]) {
    const code = await readFile(join(HERE, "dist", name));
    console.log(`client/dist/${name}: ${code.length} bytes, ${gzipSync(code, { level: 9 }).length} gzipped`);
  }
  const files = await readdir(join(HERE, "dist"), { recursive: true });
  const declared = files.filter((name) => name.endsWith(".d.ts"));
  console.log(`client/dist: source maps of both, and ${declared.length} files of declarations`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
