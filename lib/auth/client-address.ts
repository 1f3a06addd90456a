import "server-only"

/**
 * The caller's address as our own server saw it (server/web.ts sets the header and drops what clients send under that
 * name). For rate limits and the list of sessions; never for authority.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-firebreak-address") ?? ""
}
