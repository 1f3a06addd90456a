import type { Account } from "../account.ts"
import { AwsError } from "../aws-error.ts"
import type { JsonObject } from "../json-service.ts"
import type { CallContext } from "../wire-service.ts"

/** A piece of work with a state: an execution, a job, a stack. It goes on until something moves it. */
export interface Piece {
  /** "execution" | "job" | ...: tells apart what has the same id. */
  kind: string
  id: string
  region: string
  state: string
  startedAt: number
  endedAt?: number
  /** What it becomes by itself. */
  next?: { state: string; at: number }
  detail: JsonObject
}

/** What services of every protocol have in common. */
export interface WorkCall {
  context: CallContext
  account: Account
  now: number
  region: string
}

const pieces = new WeakMap<Account, Map<string, Piece>>()

function shelf({ account }: Pick<WorkCall, "account">): Map<string, Piece> {
  const found = pieces.get(account) ?? new Map<string, Piece>()
  pieces.set(account, found)
  return found
}

export function addPiece(
  call: WorkCall,
  plan: Pick<Piece, "kind" | "id" | "state"> & {
    next?: { state: string; afterMs: number }
    detail?: JsonObject
  },
): Piece {
  const { kind, id, state, next, detail = {} } = plan
  const { region, now } = call
  const piece: Piece = { kind, id, region, state, startedAt: now, detail }
  if (next) piece.next = { state: next.state, at: now + next.afterMs }
  shelf(call).set(keyOf(kind, region, id), piece)
  call.context.changed = true
  return piece
}

/** As it is now: a move that is due has happened. */
export function findPiece(call: WorkCall, kind: string, id: string): Piece | undefined {
  const piece = shelf(call).get(keyOf(kind, call.region, id))
  if (piece) settle(piece, call.now)
  return piece
}

export function requirePiece(
  call: WorkCall,
  kind: string,
  id: string,
  error: string,
  message?: string,
): Piece {
  const found = findPiece(call, kind, id)
  if (found) return found
  throw new AwsError(error, message ?? `${id} does not exist`, 400)
}

export function listPieces(call: WorkCall, kind: string): Piece[] {
  const found = [...shelf(call).values()].filter((each) => each.kind === kind && each.region === call.region)
  for (const piece of found) settle(piece, call.now)
  return found
}

/** Moves it now, and on by itself later where `then` says so. */
export function movePiece(
  call: WorkCall,
  piece: Piece,
  state: string,
  then?: { state: string; afterMs: number },
): void {
  piece.state = state
  if (then) piece.next = { state: then.state, at: call.now + then.afterMs }
  else {
    delete piece.next
    piece.endedAt = call.now
  }
  call.context.changed = true
}

/** How long stopping takes in the practice cloud, ms. */
export const stoppingMs = 700

function settle(piece: Piece, now: number): void {
  if (!piece.next || now < piece.next.at) return
  piece.state = piece.next.state
  piece.endedAt = piece.next.at
  delete piece.next
}

function keyOf(kind: string, region: string, id: string): string {
  return `${kind} ${region} ${id}`
}
