import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const packages = path.join(root, "node_modules")
const stamp = path.join(packages, ".firebreak-installed")
/** There while npm works: what it was cut off in has folders without all their files, and npm would keep them. */
const cutOff = path.join(packages, ".firebreak-installing")
/** What npm says it has put there. */
const list = path.join(packages, ".package-lock.json")

/** Ends with one sentence: what is wrong and the way out. */
export function fail(sentence) {
  console.error(`\nFirebreak: ${sentence}`)
  process.exit(1)
}

export const say = (line) => console.log(`· ${line}`)

/** Installs packages when the lock file changed or an earlier install was cut off, then makes the database client. */
export function prepare() {
  if (Number(process.versions.node.split(".")[0]) < 20)
    fail(`Node ${process.versions.node} is too old. Install Node 20 or later, then try again.`)
  const wanted = hashOf(["package.json", "package-lock.json"])
  if (!isInstalled(wanted)) install(wanted)
  const schema = hashOf(["prisma/schema", "scripts/generate.mjs", "package-lock.json"])
  const generated = path.join(root, "lib/db/generated/.schema-hash")
  if (!existsSync(generated) || readFileSync(generated, "utf8") !== schema) {
    say("Making the database client")
    run(node24(), ["scripts/generate.mjs"], "The database client could not be made.")
    writeFileSync(generated, schema)
  }
}

/** Whether the last install ended and was for these packages. */
const isInstalled = (wanted) => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && isComplete()

/** Whether each package that npm has put there still is. */
function isComplete() {
  try {
    return Object.keys(JSON.parse(readFileSync(list, "utf8")).packages).every((name) =>
      existsSync(path.join(root, name, "package.json")),
    )
  } catch {
    return false
  }
}

function install(wanted) {
  if (existsSync(cutOff)) {
    say("The last install was cut off; beginning it again")
    rmSync(packages, { recursive: true, force: true })
  }
  for (const each of [stamp, list]) rmSync(each, { force: true })
  mkdirSync(packages, { recursive: true })
  writeFileSync(cutOff, "")
  say("Installing packages (first start, or they changed); this takes a minute or two")
  const npm = process.env.npm_execpath
  // Not `npm ci`: it refuses a lock file that lacks native packages of other platforms.
  const args = [
    ...["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    // Also where the user's npm or NODE_ENV leaves them out: Node 24 is optional, the tests are for development.
    ...["--include=dev", "--include=optional"],
  ]
  const done =
    npm && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
      : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" })
  // npm that ends by itself, also with an error, leaves no package half written.
  if (done.status !== null) rmSync(cutOff, { force: true })
  if (done.status !== 0 || !isComplete())
    fail(
      "The packages could not be installed. Check the connection to your npm registry, then start again: nothing is lost.",
    )
  writeFileSync(stamp, wanted)
}

/** Node 24 from the packages; the running Node when it is new enough. */
export function node24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath
  const own = path.join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node")
  if (existsSync(own)) return own
  return fail(
    `There is no packaged Node 24 for ${process.platform} ${process.arch}. Install Node 24 and start again.`,
  )
}

export function run(command, args, sentence, env = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } })
  if (done.signal === "SIGINT" || done.signal === "SIGTERM")
    fail("Stopped before it was ready. Start again: it goes on from here.")
  if (done.status !== 0) fail(`${sentence} The lines above say why.`)
}

/** SHA-256 over the contents of files and folders of the project, in a stable order. */
export function hashOf(names) {
  const hash = createHash("sha256")
  const add = (name) => {
    const full = path.join(root, name)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) {
      for (const each of readdirSync(full).sort()) if (each !== "generated") add(path.join(name, each))
      return
    }
    hash.update(`${name}\0`).update(readFileSync(full)).update("\0")
  }
  for (const name of names) add(name)
  return hash.digest("hex")
}
