"use client"

import { ClaimsNote } from "@/components/messages/claims-note"
import { MessageFields } from "@/components/messages/message-fields"
import type { Composer } from "@/components/messages/use-composer"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useNow } from "@/components/patterns/use-now"
import { Button } from "@/components/ui/button"
import { cn } from "@/components/ui/cn"
import { SelectField, TextArea, TextField } from "@/components/ui/field"
import { formatUtcDateTime } from "@/lib/format"
import { isOpen } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import { type MessageKind, messageKinds } from "@/lib/messages/kinds"

const titles: Record<MessageKind, string> = {
  initial: "Initial",
  update: "Update",
  resolution: "Resolution",
}
const minuteChoices = [10, 15, 20, 30, 60, 120, 240, 1440]

/** Kind, what people type, and the text: drafted from facts, edited by hand, guarded against unproven claims. */
export function MessageComposer({ incident, composer }: { incident: IncidentDto; composer: Composer }) {
  const { text, kind } = composer
  return (
    <Panel title="Write a message" aside="drafted from facts; everything can be edited">
      <fieldset className="flex flex-wrap gap-1.5 border-b px-3.5 py-2.5">
        <legend className="sr-only">Template</legend>
        {messageKinds.map((each) => (
          <label
            key={each}
            className={cn(
              "inline-flex min-h-8 cursor-pointer items-center rounded-2 border border-control px-3 font-medium text-13 has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2 max-sm:min-h-11",
              each === kind ? "border-ink bg-ink text-well" : "bg-raised",
            )}
          >
            <input
              type="radio"
              name="kind"
              className="sr-only"
              checked={each === kind}
              onChange={() => composer.choose(each)}
            />
            {titles[each]}
          </label>
        ))}
      </fieldset>
      <MessageFields incident={incident} />
      <div className="grid gap-3 px-3.5 py-3">
        {kind === "resolution" ? <Resolution incident={incident} composer={composer} /> : null}
        <ProblemNote error={text ? null : composer.error} />
        {text ? (
          <>
            {composer.moved ? (
              <p
                role="status"
                className="flex flex-wrap items-center gap-2 rounded-2 border px-3 py-2 text-13"
              >
                The facts have moved since you began to write. Your text is kept.
                <Button size="sm" onClick={composer.takeDraft}>
                  Take the new draft
                </Button>
              </p>
            ) : null}
            <TextField
              label="Subject"
              maxLength={200}
              value={text.subject}
              onChange={(event) => composer.write({ subject: event.target.value })}
            />
            <TextArea
              label="Text"
              rows={16}
              maxLength={20_000}
              className="machine text-13"
              value={text.body}
              help="Plain text. Nothing about containment is drafted before it is proven."
              onChange={(event) => composer.write({ body: event.target.value })}
            />
            {composer.edited && !composer.moved ? (
              <Button size="sm" tone="quiet" className="justify-self-start" onClick={composer.takeDraft}>
                Back to the draft
              </Button>
            ) : null}
            <ClaimsNote
              claims={composer.claims}
              reason={composer.claimReason}
              onReason={composer.setClaimReason}
            />
            {kind === "resolution" ? null : <Promised incident={incident} composer={composer} />}
          </>
        ) : composer.error ? null : (
          <LoadingRows what="the facts" rows={5} />
        )}
      </div>
    </Panel>
  )
}

function Resolution({ incident, composer }: { incident: IncidentDto; composer: Composer }) {
  return (
    <>
      {isOpen(incident.status) ? (
        <p className="border-ink border-l-2 pl-3 text-13">
          The incident is not resolved: its status is {incident.status}. The draft says so. Updates stay due
          until somebody resolves it.
        </p>
      ) : null}
      <div className="sm:max-w-60">
        <TextField
          label="Review on"
          optional
          type="date"
          value={composer.reviewOn}
          onChange={(event) => composer.setReviewOn(event.target.value)}
        />
      </div>
    </>
  )
}

function Promised({ incident, composer }: { incident: IncidentDto; composer: Composer }) {
  const now = useNow(incident.serverNow)
  const { nextUpdateAt, minutes, text } = composer
  if (!nextUpdateAt) return null
  const time = formatUtcDateTime(nextUpdateAt)
  const choices = minuteChoices.includes(minutes) ? minuteChoices : [...minuteChoices, minutes]
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        label="Next update"
        value={minutes}
        onChange={(event) => composer.promise(Number(event.target.value), now)}
      >
        {choices.map((each) => (
          <option key={each} value={each}>
            in {each < 60 ? `${each} min` : `${each / 60} h`}
          </option>
        ))}
      </SelectField>
      <Button onClick={() => composer.promise(minutes, now)}>Count from now</Button>
      <p className="text-12 text-ink-2">
        By <time dateTime={nextUpdateAt}>{time}</time>.
        {Date.parse(nextUpdateAt) <= now ? (
          <span className="text-agent"> That time has passed; count from now.</span>
        ) : text && !text.body.includes(time) ? (
          <span> The text does not name this time.</span>
        ) : null}
      </p>
    </div>
  )
}
