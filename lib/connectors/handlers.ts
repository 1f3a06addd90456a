import "server-only"
import type { Connector } from "@/lib/connectors/contract"

/** Every connector as the server runs it. One line per platform. */
export const connectors: readonly Connector[] = []
