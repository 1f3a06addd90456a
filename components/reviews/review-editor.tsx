"use client"

import type { ReactNode } from "react"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import type { ReviewEditorState } from "@/components/reviews/use-review-editor"
import { Button } from "@/components/ui/button"
import { TextArea, TextField } from "@/components/ui/field"
import type { FieldName } from "@/lib/reviews/edit-fields"
import { figureTitles, impactFigures } from "@/lib/reviews/figures"
import type { ReviewDto } from "@/lib/reviews/schema"

const markdown = "Markdown."
const perLine = "One per line."

/** The whole text as one form. What others saved meanwhile is shown beside, and nothing typed is lost. */
export function ReviewEditor({ review, editor }: { review: ReviewDto; editor: ReviewEditorState }) {
  return (
    <div className="grid gap-5 px-12 py-6 max-md:px-6 max-sm:px-3.5">
      {editor.found ? (
        <p role="status" className="border-ink border-l-2 pl-3 text-13">
          Your unsaved text of an earlier visit is here. Save it, or discard it.
        </p>
      ) : null}
      {editor.behind ? (
        <div
          role="alert"
          className="grid justify-items-start gap-2 rounded-2 border border-ink px-3 py-2.5 text-13"
        >
          <p>
            <strong className="font-semibold">
              <UntrustedText text={review.updatedBy} max={60} /> saved version {review.version} meanwhile,{" "}
              <UtcDateTime iso={review.updatedAt} />.
            </strong>{" "}
            Your text began from version {editor.version}. Merge takes what only they changed, keeps what you
            wrote, and shows theirs where both changed the same field.
          </p>
        </div>
      ) : null}
      <Area editor={editor} name="summary" label="Summary" rows={7} help={markdown} />
      <Area editor={editor} name="whatHappened" label="What happened" rows={14} help={markdown} />
      <fieldset className="grid gap-3">
        <legend className="mb-2 font-semibold text-14">Impact, each figure with its source</legend>
        {impactFigures.map((figure) => (
          <div key={figure} className="grid gap-3 sm:grid-cols-2">
            <Line editor={editor} name={`${figure}.value`} label={figureTitles[figure]} max={200} />
            <Line
              editor={editor}
              name={`${figure}.source`}
              label={`Source of ${figureTitles[figure].toLowerCase()}`}
              max={300}
            />
          </div>
        ))}
      </fieldset>
      <Area editor={editor} name="rootCause" label="Root cause" rows={5} help={markdown} />
      <Area
        editor={editor}
        name="contributingFactors"
        label="Contributing factors"
        rows={6}
        help={`${perLine} Name the control that was missing, not a person.`}
      />
      <Area editor={editor} name="wentWell" label="What went well" rows={4} help={perLine} />
      <Area editor={editor} name="wentBadly" label="What went badly" rows={4} help={perLine} />
      <Area editor={editor} name="lucky" label="Where we were lucky" rows={4} help={perLine} />
    </div>
  )
}

type FieldProps = { editor: ReviewEditorState; name: FieldName; label: string }

function Area({ editor, name, label, rows, help }: FieldProps & { rows: number; help: string }) {
  return (
    <div className="grid gap-2">
      <TextArea
        label={label}
        rows={rows}
        help={help}
        maxLength={20_000}
        value={editor.fields?.[name] ?? ""}
        onChange={(event) => editor.write(name, event.target.value)}
      />
      <Clash editor={editor} name={name} />
    </div>
  )
}

function Line({ editor, name, label, max }: FieldProps & { max: number }) {
  return (
    <div className="grid content-start gap-2">
      <TextField
        label={label}
        maxLength={max}
        value={editor.fields?.[name] ?? ""}
        onChange={(event) => editor.write(name, event.target.value)}
      />
      <Clash editor={editor} name={name} />
    </div>
  )
}

function Clash({ editor, name }: { editor: ReviewEditorState; name: FieldName }): ReactNode {
  const theirs = editor.clashes[name]
  if (theirs === undefined) return null
  return (
    <div className="grid justify-items-start gap-2 rounded-2 border border-ink px-3 py-2 text-13">
      <p className="font-semibold">Saved meanwhile by somebody else:</p>
      <div className="whitespace-pre-wrap">
        {theirs
          ? theirs.split("\n").map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
              <div key={i} className="min-h-[1.4em]">
                <UntrustedText text={line} />
              </div>
            ))
          : "(empty)"}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => editor.takeTheirs(name)}>
          Take theirs
        </Button>
        <Button size="sm" tone="quiet" onClick={() => editor.keepMine(name)}>
          Keep mine
        </Button>
      </div>
    </div>
  )
}
