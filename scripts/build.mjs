import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
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
const stamp = path.join(root, "dist", ".built")

/** Builds pages and processes when their sources changed since the last build. */
export async function build() {
  const wanted = hashOf(sources)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
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

/** One file per process. Packages stay outside; our own sources go in. */
export async function bundle() {
  mkdirSync(path.join(root, "dist"), { recursive: true })
  const { build: esbuild } = await import("esbuild")
  await esbuild({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, entry]) => ({ in: entry, out })),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "error",
    plugins: [
      {
        name: "ours-inside",
        setup(build) {
          build.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "empty" }))
          build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "" }))
          build.onResolve({ filter: /^@\// }, ({ path: name, kind }) =>
            build.resolve(`./${name.slice(2)}`, { resolveDir: root, kind }),
          )
          build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
            kind === "entry-point" ? undefined : { path: name, external: true },
          )
        },
      },
    ],
  })
}
