import { z } from "zod"
import { plainText } from "@/lib/text"

export const alertLinkParams = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not an acknowledge link"),
})
export const alertParams = z.strictObject({ id: z.uuid() })
export const acknowledgeInput = z.strictObject({ name: plainText(120) })

export type AlertPageDto = {
  contact: string
  reference: string
  title: string
  severity: number
  isDrill: boolean
  raisedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  escalatedAt: string | null
  /** Set once the incident is over: the link then only tells, it acknowledges nothing. */
  closedAt: string | null
}
