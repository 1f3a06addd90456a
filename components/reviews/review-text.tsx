import { Markdown } from "@/components/patterns/markdown"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ReviewSection } from "@/components/reviews/review-section"
import { figureTitles, impactFigures } from "@/lib/reviews/figures"
import { groupSources } from "@/lib/reviews/group-sources"
import type { ReviewDto } from "@/lib/reviews/schema"
import { tellStory } from "@/lib/reviews/tell-story"

/** What people wrote, with the facts it rests on, to be read. */
export function ReviewText({ review }: { review: ReviewDto }) {
  const { content, facts } = review
  return (
    <>
      <ReviewSection title="Summary">
        <Written text={content.summary} />
      </ReviewSection>
      <ReviewSection title="What happened">
        <Written text={content.whatHappened} />
      </ReviewSection>
      <ReviewSection title="Impact">
        <dl className="grid grid-cols-3 gap-x-7 gap-y-2.5 text-13 max-sm:grid-cols-1">
          {impactFigures.map((figure) => {
            const { value, source } = content.impact[figure]
            return (
              <div key={figure} className="min-w-0">
                <dt className="text-12 text-ink-2">{figureTitles[figure]}</dt>
                <dd>
                  {value ? <UntrustedText text={value} /> : "not known"}{" "}
                  {source ? (
                    <span className="text-ink-2">
                      (<UntrustedText text={source} />)
                    </span>
                  ) : null}
                </dd>
              </div>
            )
          })}
        </dl>
        <Damage review={review} />
      </ReviewSection>
      <ReviewSection title="Root cause">
        <Written text={content.rootCause} />
      </ReviewSection>
      <ReviewSection title="Contributing factors">
        <Items items={content.contributingFactors} />
      </ReviewSection>
      <ReviewSection title="Went well, badly, luckily">
        <div className="grid grid-cols-3 gap-7 max-sm:grid-cols-1">
          <Column title="Well" items={content.wentWell} />
          <Column title="Badly" items={content.wentBadly} />
          <Column title="Luckily" items={content.lucky} />
        </div>
      </ReviewSection>
      <ReviewSection title="Timeline">
        <Story review={review} />
        <p className="mt-2 text-12 text-ink-2">
          {tellStory(facts.timeline).length} of {facts.timelineTotal} entries; the Markdown holds all. Head of
          the chain: entry {facts.headSequence},{" "}
          <span className="machine">{facts.headHash.slice(0, 16)}</span>
        </p>
      </ReviewSection>
    </>
  )
}

function Written({ text }: { text: string }) {
  return text.trim() ? <Markdown text={text} /> : <p className="text-13 text-ink-2">Not written yet.</p>
}

function Items({ items }: { items: string[] }) {
  if (items.length === 0) return <p className="text-13 text-ink-2">None recorded.</p>
  return <Markdown text={items.map((item) => `- ${item.replace(/\n+/g, " ")}`).join("\n")} />
}

function Column({ title, items }: { title: string; items: string[] }) {
  return (
    <div className="min-w-0">
      <h4 className="mb-1.5 border-ink border-b-2 pb-1.5 font-semibold text-13">{title}</h4>
      <Items items={items} />
    </div>
  )
}

function Damage({ review: { facts } }: { review: ReviewDto }) {
  const blind = groupSources(facts.sources)
  return (
    <>
      {facts.damage.length > 0 ? (
        <table className="ruled ruled-stack mt-4">
          <caption className="sr-only">Damaged resources</caption>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col">What happened</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {facts.damage.map((damage, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat across accounts
              <tr key={i}>
                <th scope="row">
                  <UntrustedText text={damage.name} max={80} mono />
                </th>
                <td>
                  <UntrustedText text={damage.statement} />
                </td>
                <td data-label="State">{damage.state.replaceAll("_", " ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="mt-3 text-13 text-ink-2">
          {facts.sources.length > 0
            ? "No damaged resource was found in what the sources could tell."
            : "The audit logs were not read: what was damaged is not known."}
        </p>
      )}
      {blind.length > 0 ? (
        <ul className="mt-3 grid gap-1 text-12 text-ink-2">
          {blind.map(({ labels, cannotSee }) => (
            <li key={cannotSee}>
              <UntrustedText text={labels} /> cannot see: <UntrustedText text={cannotSee} />.
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function Story({ review: { facts } }: { review: ReviewDto }) {
  return (
    <ol>
      {tellStory(facts.timeline).map((entry) => (
        <li
          key={entry.sequence}
          className="grid grid-cols-[72px_1fr] gap-x-2 border-t py-[7px] text-13 first:border-t-0"
        >
          <UtcTime iso={entry.occurredAt} className="text-ink-3" />
          <span className="min-w-0">
            <UntrustedText
              text={entry.actor}
              max={40}
              className={entry.actorKind === "agent" ? "font-semibold text-agent" : "font-semibold"}
            />{" "}
            <UntrustedText text={entry.text} />
          </span>
        </li>
      ))}
    </ol>
  )
}
