import { z } from "zod"
import type { Edge } from "@/lib/plans/when-ready"

const edges = z.array(
  z.object({ stepId: z.string(), until: z.enum(["applied", "verified"]), settleMs: z.number().min(0) }),
)

/** The `after` column of a step: an array we wrote ourselves, so anything else is a fault. */
export function parseEdges(value: unknown): Edge[] {
  return edges.parse(value)
}
