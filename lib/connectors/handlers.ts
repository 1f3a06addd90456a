import "server-only"
import { awsConnector } from "./aws/handlers"
import type { Connector } from "./contract"

/** Every connector with its handlers, for the server. */
export const connectors: readonly Connector[] = [awsConnector]

export function findConnector(id: string): Connector | undefined {
  return connectors.find((c) => c.definition.id === id)
}
