import "server-only"
import type { AddCredentialInput } from "@/lib/agents/schema"
import { findConnectorDefinition } from "@/lib/connectors/definitions"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"

/**
 * Refuses a credential that could not be contained on the day: of a connection that is gone or of the practice range, of
 * a kind that the platform does not know, or written so that it can name nothing. Throws invalid-input with `at` as the
 * path's beginning.
 */
export async function judgeNewCredentials(
  tx: Tx,
  credentials: readonly { input: AddCredentialInput; at: string }[],
): Promise<void> {
  const rows = await tx.connection.findMany({
    where: { id: { in: credentials.map(({ input }) => input.connectionId) }, archivedAt: null },
    select: { id: true, connector: true, isRange: true },
  })
  const seen = new Set<string>()
  for (const { input, at } of credentials) {
    const refuse = (field: string, message: string) =>
      invalidInput(`${at}${field}: ${message}`, [{ path: `${at}${field}`, message }])
    const row = rows.find((one) => one.id === input.connectionId)
    if (!row) throw refuse("connectionId", "this connection is gone; choose one from the list")
    if (row.isRange)
      throw refuse("connectionId", "this connection belongs to a drill; a registered agent is a real one")
    const definition = findConnectorDefinition(row.connector)
    const kind = definition?.credentialKinds.find((one) => one.kind === input.kind)
    if (!kind) throw refuse("kind", `${definition?.title ?? row.connector} has no credential of this kind`)
    if (kind.pattern && !kind.pattern.test(input.identifier))
      throw refuse("identifier", `is not how a credential of this kind is written: ${kind.placeholder}`)
    const key = `${input.connectionId} ${input.kind} ${input.identifier}`
    if (seen.has(key)) throw refuse("identifier", "is given twice")
    seen.add(key)
  }
}
