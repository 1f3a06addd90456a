import "server-only"
import { openConnection } from "@/lib/connections/open-connection"
import type { Connector } from "@/lib/connectors/contract"
import { connectors } from "@/lib/connectors/handlers"
import type { OpenConnection } from "@/lib/plans/engine/engine"

/** What verbs need beside their context: the connectors, and how a stored connection is opened. Tests bring their own. */
export type World = { connectors: readonly Connector[]; openConnection: OpenConnection }

export const realWorld: World = { connectors, openConnection }
