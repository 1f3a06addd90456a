import { z } from "zod"

const receipts = z
  .array(z.object({ receipt: z.object({ list: z.string() }).nullable().catch(null) }))
  .catch([])

/** The lists that a restore step left behind: of its receipt and of its earlier applications. */
export function receiptLists({ receipt, earlier }: { receipt: unknown; earlier: unknown }): string[] {
  return [...receipts.parse(earlier), ...receipts.parse([{ receipt }])].flatMap((one) =>
    one.receipt ? [one.receipt.list] : [],
  )
}
