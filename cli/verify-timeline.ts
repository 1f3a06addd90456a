import type { Timeline } from "@/cli/read-timeline"
import { type ChainFault, checkChain } from "@/lib/timeline/check-chain"

export type Verification = {
  reference: string
  ok: boolean
  checked: number
  redacted: number
  headSequence: number
  headHash: string
  /** The hash that was known from elsewhere, and the entry it belongs to; null when no entry has it. */
  known: { hash: string; sequence: number | null } | null
  faults: ChainFault[]
}

/** Enough of a hash to be no accident; messages carry this many digits. */
export const knownHashPattern = /^[0-9a-f]{16,64}$/

/**
 * Recomputes the chain here and believes nobody: neither the server's word nor the file's. A hash that was known from
 * elsewhere (a message, an earlier export) also finds a chain that was rewritten as a whole, or whose end was cut.
 */
export function verifyTimeline(timeline: Timeline, knownHash: string | null): Verification {
  const check = checkChain()
  for (const row of timeline.entries) check.add(row)
  const { redacted, faults } = check.finish(timeline)
  const first = timeline.entries[0]?.incidentId
  const stranger = timeline.entries.find((one) => one.incidentId !== first)
  if (stranger) faults.push({ sequence: stranger.sequence, fault: "It belongs to another incident." })
  const known = knownHash === null ? null : { hash: knownHash, sequence: sequenceOf(timeline, knownHash) }
  if (known?.sequence === null)
    faults.push({
      sequence: timeline.headSequence,
      fault: `No entry has the hash ${known.hash}: the timeline was rewritten, or its end was cut off.`,
    })
  const { reference, headSequence, headHash } = timeline
  return {
    reference,
    ok: faults.length === 0,
    checked: check.checked(),
    redacted,
    headSequence,
    headHash,
    known,
    faults,
  }
}

function sequenceOf(timeline: Timeline, hash: string): number | null {
  return timeline.entries.find((one) => one.hash.startsWith(hash))?.sequence ?? null
}
