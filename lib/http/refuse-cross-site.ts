import "server-only"
import { env } from "@/lib/env"
import { FirebreakError } from "@/lib/errors"

/**
 * Refuses writes that another site may have caused. Browsers send Sec-Fetch-Site; older ones at least Origin. A
 * request with neither did not come from a browser's page; one with a machine token carries no cookie authority.
 */
export function refuseCrossSite(request: Request): void {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return
  if (request.headers.get("authorization") !== null) return
  const site = request.headers.get("sec-fetch-site")
  const origin = request.headers.get("origin")
  if (site !== null && site !== "same-origin" && site !== "none") throw refused()
  if (origin !== null && !ownOrigins(request).includes(origin)) throw refused()
}

/** The public address, and the address the request was sent to (Host header: a browser cannot forge it across sites). */
function ownOrigins(request: Request): string[] {
  const host = request.headers.get("host")
  const configured = env().FIREBREAK_URL
  return [
    ...(configured ? [new URL(configured).origin] : []),
    ...(host ? [`http://${host}`, `https://${host}`] : []),
  ]
}

function refused(): FirebreakError {
  return new FirebreakError(
    "cross-site-request",
    "A page of another site sent this. Open Firebreak itself and do it there.",
  )
}
