import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { hashOf, node24, root, run, say } from "./bootstrap.mjs"

const sources = [
  "app",
  "components",
  "lib",
  "server",
  "range",
  "cli",
  "public",
  "prisma",
  "scripts/build.mjs",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
  "package-lock.json",
]
const entries = {
  web: "server/web.ts",
  worker: "server/worker.ts",
  assess: "server/assess.ts",
  range: "range/main.ts",
}
/** Without any of these the built pages cannot be served. */
const made = ["BUILD_ID", "build-manifest.json", "routes-manifest.json", "prerender-manifest.json"]
  .concat(["required-server-files.json", "server/app-paths-manifest.json", "server/pages-manifest.json"])
  .concat(["static", "server/app"])
  .map((file) => `.next/${file}`)
  .concat("dist/firebreak.mjs")
const stamp = path.join(root, "dist", ".built")

/** Builds pages and processes when their sources changed since the last build. */
export async function build() {
  const wanted = hashOf(sources)
  if (isBuilt(wanted)) return
  // A build that is cut off leaves neither the old pages nor the new ones.
  rmSync(stamp, { force: true })
  say("Building the pages (first start, or the sources changed); about a minute")
  run(
    node24(),
    [path.join(root, "node_modules/next/dist/bin/next"), "build"],
    "The pages could not be built.",
    {
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: "production",
    },
  )
  await bundle()
  writeFileSync(stamp, wanted)
}

/** Whether the last build ended, was of these sources, and what it made is there. */
function isBuilt(wanted) {
  return (
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === wanted &&
    [...made, ...Object.keys(entries).map((name) => `dist/${name}.mjs`)].every((file) =>
      existsSync(path.join(root, file)),
    )
  )
}

/** One file per process. The command is bundled beside them. */
export async function bundle() {
  await bundleProcesses(entries, "dist")
  await bundleCommand("dist/firebreak.mjs")
}

/** Bundles programs for our own Node: packages stay outside; our own sources go in. */
export async function bundleProcesses(programs, outdir) {
  mkdirSync(path.join(root, outdir), { recursive: true })
  const { build: esbuild } = await import("esbuild")
  await esbuild({
    absWorkingDir: root,
    entryPoints: Object.entries(programs).map(([out, entry]) => ({ in: entry, out })),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "error",
    plugins: [oursInside({ packages: "outside" })],
  })
}

/** The `firebreak` command as one file that plain Node 20 runs anywhere. */
export async function bundleCommand(outfile) {
  const { build: esbuild } = await import("esbuild")
  await esbuild({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifySyntax: true,
    legalComments: "inline",
    logLevel: "error",
    plugins: [oursInside({ packages: "inside" })],
  })
  chmodSync(path.resolve(root, outfile), 0o755)
}

/** `@/` is the root, `server-only` is nothing here. */
function oursInside({ packages }) {
  return {
    name: "ours-inside",
    setup(build) {
      build.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "empty" }))
      build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "" }))
      build.onResolve({ filter: /^@\// }, ({ path: name, kind }) =>
        build.resolve(`./${name.slice(2)}`, { resolveDir: root, kind }),
      )
      if (packages === "inside") return
      build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
        kind === "entry-point" ? undefined : { path: name, external: true },
      )
    },
  }
}
