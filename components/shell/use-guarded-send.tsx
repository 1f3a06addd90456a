"use client"

import type { ReactNode } from "react"
import { useSend } from "@/components/patterns/use-send"
import { ConfirmPasswordDialog, needsPassword } from "@/components/shell/confirm-password-dialog"

type Guarded<Input, Output> = ReturnType<typeof useSend<Input, Output>> & {
  /** The password dialog while it is asked for, else null: render it beside the button. */
  asked: ReactNode
  /** The error to show: none while the password is being asked for. */
  shownError: Error | null
}

/** `useSend` for what widens access: asks for the password when the server wants it, then sends the same again. */
export function useGuardedSend<Input = Record<string, never>, Output = unknown>(
  options: Parameters<typeof useSend<Input, Output>>[0],
): Guarded<Input, Output> {
  const send = useSend<Input, Output>(options)
  const asking = needsPassword(send.error)
  const again = send.variables
  return {
    ...send,
    shownError: asking ? null : send.error,
    asked: asking ? (
      <ConfirmPasswordDialog
        onClose={send.reset}
        onConfirmed={() => (again === undefined ? send.reset() : send.mutate(again))}
      />
    ) : null,
  }
}
