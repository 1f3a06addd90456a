/** Lets many producers feed one generator: push from anywhere, read in order, `end` or `fail` once. */
export class AsyncQueue<T> {
  private readonly waiting: T[] = []
  private wake: () => void = () => undefined
  private ended = false
  private failure: { error: unknown } | null = null

  push(value: T): void {
    this.waiting.push(value)
    this.wake()
  }

  end(): void {
    this.ended = true
    this.wake()
  }

  fail(error: unknown): void {
    this.failure ??= { error }
    this.end()
  }

  /** What was pushed before a failure is read before it is thrown. */
  async *read(): AsyncGenerator<T> {
    for (;;) {
      const next = this.waiting.shift()
      if (next !== undefined) {
        yield next
        continue
      }
      if (this.failure) throw this.failure.error
      if (this.ended) return
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
}
