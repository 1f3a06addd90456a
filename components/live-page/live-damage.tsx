import { Panel } from "@/components/patterns/panel"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { formatCount } from "@/lib/format"
import type { LiveDto } from "@/lib/live/schema"

/** What is damaged as far as the logs have told, and what became of it. Absent is not undamaged. */
export function LiveDamage({ damage }: { damage: LiveDto["damage"] }) {
  const hidden = damage.resources - damage.items.length
  return (
    <Panel
      title="Damage so far"
      aside={
        damage.resources > 0
          ? `${formatCount(damage.restored)} of ${formatCount(damage.resources)} restored and verified`
          : null
      }
    >
      <p className="border-b px-3.5 py-2.5 text-13 text-ink-2">
        {damage.completeUpTo ? (
          <>
            Logs are complete to <UtcDateTime iso={damage.completeUpTo} /> only; this can grow.
          </>
        ) : damage.assessed ? (
          "How far the logs are complete is not known; this can grow."
        ) : (
          "No audit log has been read yet. What is damaged is unknown."
        )}
        {damage.noWayBack > 0 ? ` No way back is known for ${formatCount(damage.noWayBack)}.` : ""}
      </p>
      {damage.items.length === 0 ? (
        <p className="px-3.5 py-2.5 text-13">
          {damage.assessed ? "No damaged resource is seen in what was read." : "Nothing is known."}
        </p>
      ) : (
        <ul>
          {damage.items.map((item, i) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a damage has no public identity
              key={i}
              className="grid grid-cols-[1fr_auto] gap-x-3 border-t px-3.5 py-2 text-13 first:border-t-0"
            >
              <span className="min-w-0">
                <UntrustedText text={item.name} mono max={80} />
                <small className="block text-12 text-ink-2">
                  <UntrustedText text={item.statement} />
                </small>
              </span>
              <span className={item.state === "restored" ? "text-proven" : ""}>{stateWords(item.state)}</span>
            </li>
          ))}
        </ul>
      )}
      {hidden > 0 ? (
        <p className="border-t px-3.5 py-2 text-12 text-ink-2">{formatCount(hidden)} more.</p>
      ) : null}
    </Panel>
  )
}

const words: Record<string, string> = {
  restored: "restored, verified",
  no_way_back: "no way back known",
  accepted: "loss accepted",
}

function stateWords(state: string): string {
  return words[state] ?? state.replaceAll("_", " ")
}
