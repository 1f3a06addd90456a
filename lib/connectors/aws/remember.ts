import "server-only"
import type { ConnectorContext } from "../contract"
import { sessionMemory } from "./client"

/** Answers of reads that several steps ask for at once, kept with the clients of the same access. Failures are not. */
export function remember<T>(
  ctx: ConnectorContext,
  name: string,
  forMs: number,
  read: () => Promise<T>,
): Promise<T> {
  const memory = sessionMemory(ctx)
  const kept = memory.get(name)
  if (kept && kept.until > performance.now()) return kept.value as Promise<T>
  const value = read()
  memory.set(name, { value, until: performance.now() + forMs })
  value.catch(() => memory.delete(name))
  return value
}
