import { existsSync } from "node:fs"

/** A browser of this machine, else the one inside an npm package: nothing is downloaded at run time. */
export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  const places = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ]
  const installed = places.find((place) => place && existsSync(place))
  if (installed) return { executablePath: installed, args: sandbox }
  const { default: packaged } = await import("@sparticuz/chromium")
  return { executablePath: await packaged.executablePath(), args: [...packaged.args, ...sandbox] }
}
