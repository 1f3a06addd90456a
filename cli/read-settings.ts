import { ExitError } from "@/cli/exit-error"

export type ServerOptions = { server?: string; token?: string }
export type Settings = { server: URL; token: string }
export type Environment = Record<string, string | undefined>

/** The command's only reader of the environment. */
export function environment(): Environment {
  return process.env
}

/** Where the server is and what we may do there: options first, then FIREBREAK_URL and FIREBREAK_TOKEN. */
export function readSettings(options: ServerOptions, env: Environment): Settings {
  const address = options.server || env.FIREBREAK_URL
  if (!address)
    throw new ExitError("usage", "Say which server: set FIREBREAK_URL, or give --server https://….")
  const token = options.token || env.FIREBREAK_TOKEN
  if (!token)
    throw new ExitError(
      "usage",
      "Say who you are: set FIREBREAK_TOKEN to a machine token. Administrators issue them under Settings, Tokens.",
    )
  let server: URL
  try {
    server = new URL(address)
  } catch {
    throw new ExitError("usage", `${address} is not an address. It looks like https://firebreak.example.com.`)
  }
  if (server.protocol !== "https:" && server.protocol !== "http:")
    throw new ExitError("usage", `${address} is neither https nor http.`)
  return { server, token }
}

/** A token that crosses a network unencrypted can be read there. */
export function isExposed({ server }: Settings): boolean {
  const local = ["localhost", "127.0.0.1", "[::1]"]
  return server.protocol === "http:" && !local.includes(server.hostname)
}
