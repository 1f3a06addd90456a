"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { ActionItems } from "@/components/reviews/action-items"
import { ReviewBar } from "@/components/reviews/review-bar"
import { ReviewEditor } from "@/components/reviews/review-editor"
import { ReviewHead } from "@/components/reviews/review-head"
import { ReviewText } from "@/components/reviews/review-text"
import { useReviewEditor } from "@/components/reviews/use-review-editor"
import { apiPaths } from "@/lib/paths"
import { reviewQuery } from "@/lib/reviews/queries"
import type { ReviewDto, SaveReviewInput } from "@/lib/reviews/schema"

/** The blameless report: facts read afresh, text written by people, action items. */
export function ReviewView({ reference }: { reference: string }) {
  const { data: review } = useSuspenseQuery(reviewQuery(reference))
  const editor = useReviewEditor(reference, review)
  const stale = [["incident", reference], ["incidents"], ["reports"]]
  const save = useSend<SaveReviewInput, ReviewDto>({
    path: apiPaths.review(reference),
    method: "PUT",
    stale,
    onSuccess: editor.stop,
  })
  const complete = useSend<{ version: number }, ReviewDto>({
    path: apiPaths.reviewCompletion(reference),
    stale,
  })
  const content = editor.content()
  return (
    <div className="mx-auto grid max-w-[1000px] gap-3 p-3 pb-10 print:max-w-none print:p-0">
      <ReviewBar
        reference={reference}
        review={review}
        editor={editor}
        saving={save.isPending}
        completing={complete.isPending}
        onSave={() => content && save.mutate({ content, version: editor.version })}
        onComplete={() => complete.mutate({ version: review.version })}
      />
      <ProblemNote error={save.error ?? complete.error} />
      <article className="min-w-0 rounded-2 border bg-surface print:border-0">
        <ReviewHead review={review} />
        {editor.editing ? (
          <div className="border-t">
            <ReviewEditor review={review} editor={editor} />
          </div>
        ) : (
          <ReviewText review={review} />
        )}
        <ActionItems reference={reference} review={review} />
      </article>
    </div>
  )
}
