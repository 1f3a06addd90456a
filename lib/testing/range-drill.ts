import { secretOwner } from "@/lib/connections/open-connection"
import type { PrismaClient } from "@/lib/db/generated/client"
import { seal } from "@/lib/secrets/seal"
import { responderInput, secretOf } from "@/lib/testing/range-connection"
import type { TestPerson } from "@/lib/testing/sign-in"
import type { RangeAccount } from "@/lib/testing/start-range"

/** A drill on a practice account: its connection, its agent with the registered user, and its commander. */
export async function openRangeDrill({
  db,
  account,
  reference,
  commander,
}: {
  db: PrismaClient
  account: RangeAccount
  reference: string
  commander: TestPerson
}): Promise<void> {
  const { name, connector, config } = responderInput(account)
  const connection = await db.connection.create({ data: { name, connector, isRange: true, config } })
  await db.connection.update({
    where: { id: connection.id },
    data: {
      secretSealed: seal(JSON.stringify({ secretAccessKey: secretOf(account) }), secretOwner(connection.id)),
    },
  })
  const { arn } = account.agent as { arn: string }
  const label = arn.split("/").at(-1) ?? arn
  const agent = await db.agent.create({
    data: {
      name: label,
      kind: "Claude Code",
      isDrill: true,
      credentials: {
        create: {
          connectionId: connection.id,
          kind: "aws.iam-user",
          identifier: arn,
          label,
          origin: "registered",
        },
      },
    },
  })
  await db.incident.create({
    data: {
      reference,
      isDrill: true,
      title: "An agent deletes objects",
      severity: 3,
      declaredByLabel: commander.actor.name,
      agentId: agent.id,
      responders: { create: { userId: commander.actor.userId, role: "commander" } },
      connections: { create: { isRange: true, connectionId: connection.id } },
    },
  })
}
