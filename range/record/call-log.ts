export type Outcome = "ok" | "denied" | "error" | "fault"

/** One call, as the range saw it: what tests and benches count effects by. */
export interface CallRecord {
  id: number
  time: string
  service: string
  operation: string
  /** Account of the caller; null when the request could not be tied to one. */
  accountId: string | null
  principal: string | null
  /** Claimed, not proven, where principal is null. */
  accessKeyId: string | null
  resource: string | null
  readOnly: boolean
  status: number
  errorCode: string | null
  outcome: Outcome
  /** True only if state really changed: attaching what is attached already changes nothing. */
  changed: boolean
  requestId: string
  userAgent: string
}

const kept = 100_000

export class CallLog {
  private records: CallRecord[] = []
  private next = 1

  add(record: Omit<CallRecord, "id">): void {
    this.records.push({ id: this.next++, ...record })
    if (this.records.length > kept * 1.1) this.records = this.records.slice(-kept)
  }

  find(filter: Partial<Record<keyof CallRecord, string>> & { after?: string; limit?: string }): CallRecord[] {
    const after = Number(filter.after ?? 0)
    const fields = Object.entries(filter).filter(([name]) => name !== "after" && name !== "limit")
    const found = this.records.filter(
      (record) =>
        record.id > after &&
        fields.every(([name, value]) => String(record[name as keyof CallRecord] ?? "") === value),
    )
    return filter.limit === undefined ? found : found.slice(-Number(filter.limit))
  }

  clear(): void {
    this.records = []
  }
}
