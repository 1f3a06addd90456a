import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"

/** Two connections of one name are told apart by nobody at 3 a.m. `except`: the row that is being renamed. */
export async function refuseTakenName(
  tx: Tx,
  { name, except }: { name: string; except: string | null },
): Promise<void> {
  const taken = await tx.connection.findFirst({
    where: {
      archivedAt: null,
      isRange: false,
      name: { equals: name, mode: "insensitive" },
      ...(except ? { id: { not: except } } : {}),
    },
  })
  if (taken)
    throw invalidInput(`There is a connection named ${taken.name} already. Choose another name.`, [
      { path: "name", message: "is taken" },
    ])
}
