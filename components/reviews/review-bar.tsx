"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { CopyButton } from "@/components/patterns/copy-button"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import type { ReviewEditorState } from "@/components/reviews/use-review-editor"
import { Button, buttonLook } from "@/components/ui/button"
import { cn } from "@/components/ui/cn"
import { apiPaths } from "@/lib/paths"
import { renderMarkdown } from "@/lib/reviews/render-markdown"
import type { ReviewDto } from "@/lib/reviews/schema"

type Props = {
  reference: string
  review: ReviewDto
  editor: ReviewEditorState
  saving: boolean
  completing: boolean
  onSave: () => void
  onComplete: () => void
}

/** Where the review stands, and what can be done with it. */
export function ReviewBar({ reference, review, editor, saving, completing, onSave, onComplete }: Props) {
  return (
    <div
      className={cn(
        "flex flex-wrap items-center gap-2 print:hidden",
        editor.editing && "sticky top-0 z-10 bg-well py-2",
      )}
    >
      <p className="mr-auto min-w-0 text-13 text-ink-2">
        <Standing review={review} />
      </p>
      {editor.editing ? (
        <>
          <Button onClick={editor.stop}>Discard my changes</Button>
          {editor.behind ? <Button onClick={editor.merge}>Merge with version {review.version}</Button> : null}
          <ActionButton
            tone="move"
            refusal={review.mayNotEdit ?? (editor.behind ? "merge first" : null)}
            busy={saving ? "Saving…" : null}
            onClick={onSave}
          >
            Save the review
          </ActionButton>
        </>
      ) : (
        <>
          <CopyButton text={renderMarkdown(review)}>Copy Markdown</CopyButton>
          <a
            href={apiPaths.reviewMarkdown(reference)}
            download={`${reference}.md`}
            className={buttonLook({ size: "sm" })}
          >
            Download Markdown
          </a>
          <Button size="sm" onClick={() => window.print()}>
            Print
          </Button>
          <ActionButton refusal={review.mayNotEdit} onClick={editor.start}>
            {review.version === 0 ? "Edit the draft" : "Edit"}
          </ActionButton>
          <ActionButton
            tone={review.mayNotComplete ? "plain" : "move"}
            refusal={review.mayNotComplete}
            busy={completing ? "Completing…" : null}
            onClick={onComplete}
          >
            Complete the review
          </ActionButton>
        </>
      )}
    </div>
  )
}

function Standing({ review }: { review: ReviewDto }) {
  if (review.version === 0) return "Drafted from facts just now; nobody has saved it yet."
  const by = (
    <>
      <UtcDateTime iso={review.updatedAt} /> by <UntrustedText text={review.updatedBy} max={40} />
    </>
  )
  if (review.completedAt) {
    return (
      <>
        Reviewed <UtcDateTime iso={review.completedAt} /> · last edited {by}. Editing reopens it.
      </>
    )
  }
  return (
    <>
      {review.state === "draft" ? "Draft" : "In review"}, version {review.version} · saved {by}
    </>
  )
}
