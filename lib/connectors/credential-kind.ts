/** A form in which an agent can hold access to a platform. */
export type CredentialKind = {
  kind: string
  title: string
  placeholder: string
  help: string
  /** What an identifier of this kind looks like; absent: anything. */
  pattern?: RegExp
  /** Set when no action can revoke it: what a person does instead. */
  byHand?: string
}
