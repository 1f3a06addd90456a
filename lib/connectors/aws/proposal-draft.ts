import type { ContainmentProposal, JsonObject, StepDraft } from "../contract"

/** A proposal as it grows: steps by key, each action on each target once. */
export class ProposalDraft {
  readonly manual: ContainmentProposal["manual"] = []
  readonly refused: ContainmentProposal["refused"] = []
  readonly notes: ContainmentProposal["notes"] = []
  /** Steps that stop somebody from taking roles, by the ARN of that somebody. */
  readonly sources = new Map<string, string[]>()
  private readonly steps = new Map<string, StepDraft>()

  /** Adds the step unless it is there; returns its key. `source`: whose power to take roles it cuts. */
  add(step: {
    action: string
    target: string
    input: JsonObject
    /** Null for what counts for no credential. */
    credentialId: string | null
    why: string
    after?: StepDraft["after"]
    source?: string
  }): string {
    const key = `${step.action} ${step.target}`
    if (!this.steps.has(key))
      this.steps.set(key, {
        key,
        credentialId: step.credentialId,
        action: step.action,
        input: step.input,
        after: step.after ?? [],
        why: step.why,
      })
    if (step.source !== undefined)
      this.sources.set(step.source, [...(this.sources.get(step.source) ?? []), key])
    return key
  }

  finish(): ContainmentProposal {
    const { manual, refused, notes } = this
    return { steps: [...this.steps.values()], manual, notes, refused }
  }
}
