"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { ActionItemDialog, type ItemDraft } from "@/components/reviews/action-item-dialog"
import { ReviewSection } from "@/components/reviews/review-section"
import { Menu } from "@/components/ui/menu"
import { apiPaths } from "@/lib/paths"
import type { ActionItemDto, ReviewDto, UpdateActionItemInput } from "@/lib/reviews/schema"

type Change = Omit<UpdateActionItemInput, "version"> & { item: ActionItemDto }

/** What shall change so that it does not happen again: owner, due date, state; suggestions come from facts. */
export function ActionItems({ reference, review }: { reference: string; review: ReviewDto }) {
  const [dialog, setDialog] = useState<{ item: ActionItemDto | null; draft: ItemDraft } | null>(null)
  const change = useSend<Change, ActionItemDto>({
    path: ({ item }) => apiPaths.actionItem(reference, item.id),
    method: "PATCH",
    body: ({ item, ...rest }) => ({ ...rest, version: item.version }),
    stale: [["incident", reference], ["reports"]],
  })
  const open = review.actionItems.map((item) => item.title)
  const suggestions = review.suggestions.filter((each) => !open.includes(each.title))
  return (
    <ReviewSection
      title="Action items"
      aside={
        <span className="ml-auto print:hidden">
          <ActionButton
            size="sm"
            refusal={review.mayNotEdit}
            onClick={() =>
              setDialog({ item: null, draft: { title: "", type: "prevent", owner: "", dueOn: "" } })
            }
          >
            Add an action item
          </ActionButton>
        </span>
      }
    >
      <ProblemNote error={change.error} />
      {review.actionItems.length === 0 ? (
        <p className="text-13 text-ink-2">None yet. Each needs an owner; a due date brings it back.</p>
      ) : (
        <table className="ruled ruled-stack">
          <caption className="sr-only">Action items with owner, due date and state</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Kind</th>
              <th scope="col">Owner</th>
              <th scope="col">Due</th>
              <th scope="col">State</th>
              <th scope="col" className="print:hidden">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {review.actionItems.map((item) => (
              <tr key={item.id}>
                <th scope="row" className={item.done ? "text-ink-2" : ""}>
                  <UntrustedText text={item.title} />
                </th>
                <td data-label="Kind">{item.type}</td>
                <td data-label="Owner">
                  <UntrustedText text={item.owner} max={40} />
                </td>
                <td data-label="Due">
                  {item.dueOn ? <time dateTime={item.dueOn}>{item.dueOn}</time> : "not set"}
                </td>
                <td data-label="State">
                  {item.doneAt ? (
                    <>
                      Done, stated by <UntrustedText text={item.doneBy ?? "somebody"} max={30} />
                      <small>
                        <UtcDateTime iso={item.doneAt} />
                      </small>
                    </>
                  ) : item.overdue ? (
                    <span className="font-semibold text-move-ink">Overdue</span>
                  ) : (
                    "Open"
                  )}
                </td>
                <td className="print:hidden">
                  <Menu
                    label="Change"
                    name={`Change “${item.title}”`}
                    items={[
                      {
                        label: item.done ? "Open it again" : "Mark as done",
                        onSelect: () => change.mutate({ item, done: !item.done }),
                        refusal: review.mayNotEdit,
                      },
                      {
                        label: "Edit…",
                        onSelect: () => setDialog({ item, draft: { ...item, dueOn: item.dueOn ?? "" } }),
                        refusal: review.mayNotEdit,
                      },
                      {
                        label: "Remove",
                        onSelect: () => change.mutate({ item, removed: true }),
                        refusal: review.mayNotEdit,
                      },
                    ]}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {suggestions.length > 0 ? (
        <div className="mt-4 print:hidden">
          <h4 className="font-semibold text-13">Suggested by the facts</h4>
          <ul>
            {suggestions.map((each) => (
              <li
                key={each.title}
                className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-2 text-13 first:border-t-0"
              >
                <span className="min-w-0 flex-1 basis-60">
                  <UntrustedText text={each.title} />
                  <small className="block text-12 text-ink-2">
                    {each.type} · {each.why}
                  </small>
                </span>
                <ActionButton
                  size="sm"
                  refusal={review.mayNotEdit}
                  aria-label={`Add “${each.title}”`}
                  onClick={() =>
                    setDialog({
                      item: null,
                      draft: { title: each.title, type: each.type, owner: "", dueOn: "" },
                    })
                  }
                >
                  Add…
                </ActionButton>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {dialog ? (
        <ActionItemDialog
          reference={reference}
          item={dialog.item}
          draft={dialog.draft}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </ReviewSection>
  )
}
