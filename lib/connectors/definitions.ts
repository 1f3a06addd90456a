import type { ConnectorDefinition } from "@/lib/connectors/contract"

/** Every connector as forms and pages know it. One line per platform. */
export const connectorDefinitions: readonly ConnectorDefinition[] = []
