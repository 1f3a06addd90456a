/**
 * The platform's clock against ours, learnt from the Date header of its answers. The header has whole seconds, so the
 * platform's time lies between `earliest` and `latest`.
 */
export class PlatformClock {
  private offset: { from: number; to: number } | null = null

  /** `header`: "Tue, 24 Nov 2026 03:04:44 GMT"; `sentAt` and `receivedAt`: our clock around the call. */
  observe(header: string | undefined, sentAt: Date, receivedAt: Date): void {
    const said = header === undefined ? Number.NaN : Date.parse(header)
    if (Number.isNaN(said)) return
    this.offset = { from: said - receivedAt.getTime(), to: said + 999 - sentAt.getTime() }
  }

  /** The latest that the platform's clock can show now; our own time while no answer has been seen. */
  latest(now: Date): Date {
    return new Date(now.getTime() + (this.offset?.to ?? 0))
  }

  /** How far our clock is behind (+) or ahead (-) of the platform's, ms, at the least; null before the first answer. */
  skewMs(): number | null {
    if (this.offset === null) return null
    if (this.offset.from > 0) return this.offset.from
    return Math.min(this.offset.to, 0)
  }
}
