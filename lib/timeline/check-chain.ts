import "server-only"
import { type ChainHeader, digestBody, genesisHash, hashEntry } from "@/lib/timeline/chain"

/** An entry with what its chain is checked by. A redacted one has neither salt nor body. */
export type ChainRow = ChainHeader & {
  hash: string
  salt: string | null
  body: unknown
  /** By whom and why the body says it was redacted; null when it was not. */
  redacted: { by: string | null; reason: string | null } | null
}
export type ChainFault = { sequence: number; fault: string }
export type ChainCheck = {
  /** The next entry, in order of sequence. */
  add: (row: ChainRow) => void
  /** How many were checked so far; the next sequence is one more. */
  checked: () => number
  /** Compares the end with the head that somebody keeps, and says what is wrong. */
  finish: (head: { headSequence: number; headHash: string }) => { redacted: number; faults: ChainFault[] }
}

const faultLimit = 20

/**
 * Recomputes a chain from its entries: finds an altered header or body, a missing, added or reordered entry, a body
 * that was taken away without an entry that says so by the same name and reason, and a head that does not match. Server and command share it.
 */
export function checkChain(): ChainCheck {
  const faults: ChainFault[] = []
  const redacted = new Map<number, { by: string | null; reason: string | null }>()
  const told = new Map<number, { by: string; reason: unknown }>()
  let previousHash = genesisHash
  let expected = 1
  const fault = (sequence: number, say: string) =>
    void (faults.length < faultLimit && faults.push({ sequence, fault: say }))

  const add = (row: ChainRow) => {
    if (row.sequence > expected) fault(expected, `${span(expected, row.sequence - 1)} missing.`)
    if (row.sequence < expected) fault(row.sequence, "It stands here a second time, or out of order.")
    if (row.previousHash !== previousHash) fault(row.sequence, "It does not follow the entry before it.")
    if (hashEntry(headerOf(row)) !== row.hash) fault(row.sequence, "Its header was changed.")
    if (row.redacted && row.salt === null && row.body === null) redacted.set(row.sequence, row.redacted)
    else if (row.redacted) fault(row.sequence, "It says that it was redacted, and has a body.")
    else if (row.salt === null) fault(row.sequence, "Its body is missing.")
    else if (digestBody(row.salt, row.body) !== row.bodyDigest) fault(row.sequence, "Its body was changed.")
    const said = row.kind === "note.redacted" ? redactionOf(row.body) : null
    if (said) told.set(said.sequence, { by: row.actorLabel, reason: said.reason })
    previousHash = row.hash
    expected = Math.max(expected, row.sequence + 1)
  }

  return {
    add,
    checked: () => expected - 1,
    finish: ({ headSequence, headHash }) => {
      for (const [sequence, { by, reason }] of redacted) {
        const entry = told.get(sequence)
        if (!entry) fault(sequence, "Its body was taken away, and no entry tells of a redaction.")
        else if (entry.by !== by || entry.reason !== reason)
          fault(sequence, "Its redaction names another person or reason than the entry that tells of it.")
      }
      for (const sequence of told.keys())
        if (!redacted.has(sequence)) fault(sequence, "An entry says that it was redacted; it is not.")
      if (expected - 1 !== headSequence)
        fault(expected, `The incident says that it has ${headSequence} entries; ${expected - 1} are there.`)
      else if (previousHash !== (headSequence === 0 ? headHash || genesisHash : headHash))
        fault(headSequence, "The incident's head does not match the last entry.")
      return { redacted: redacted.size, faults }
    },
  }
}

const span = (from: number, to: number) => (from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`)

/** What the chain covers, and nothing else that a row may carry. */
function headerOf(row: ChainRow): ChainHeader {
  const { hash: _hash, salt: _salt, body: _body, redacted: _redacted, ...header } = row
  return header
}

function redactionOf(body: unknown): { sequence: number; reason: unknown } | null {
  if (typeof body !== "object" || body === null || !("sequence" in body) || !("reason" in body)) return null
  return typeof body.sequence === "number" ? { sequence: body.sequence, reason: body.reason } : null
}
