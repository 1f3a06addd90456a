"use client"

import { CopyButton } from "@/components/patterns/copy-button"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"

/** A secret that is shown this one time. Only its hash is kept, so it closes by a deliberate press. */
export function ShownOnce({
  title,
  description,
  text,
  copy,
  onClose,
}: {
  title: string
  description: string
  text: string
  copy: string
  onClose: () => void
}) {
  return (
    <Dialog open onClose={onClose} title={title} description={description}>
      <p className="machine mb-3 select-all break-all rounded-2 border border-control bg-raised p-2.5 text-13">
        {text}
      </p>
      <CopyButton text={text}>{copy}</CopyButton>
      <DialogActions>
        <Button onClick={onClose}>I have it</Button>
      </DialogActions>
    </Dialog>
  )
}
