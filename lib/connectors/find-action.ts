import type {
  ActionDefinition,
  ActionHandler,
  Connector,
  ConnectorDefinition,
} from "@/lib/connectors/contract"

/** The definition of an action by its id ("aws.deactivate-access-keys"), or undefined when no connector has it. */
export function findAction(
  definitions: readonly ConnectorDefinition[],
  id: string,
): ActionDefinition | undefined {
  for (const connector of definitions) {
    const found = connector.actions.find((action) => action.id === id)
    if (found) return found
  }
  return undefined
}

/** The handler of an action by its id; the server's half of `findAction`. */
export function findHandler(connectors: readonly Connector[], id: string): ActionHandler | undefined {
  for (const connector of connectors) {
    const found = connector.actions.find((action) => action.definition.id === id)
    if (found) return found
  }
  return undefined
}
