import { MessageText } from "@/components/messages/message-text"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import type { InboxItemDto } from "@/lib/messages/schema"

/** What would have left in a real incident: alerts and messages, kept here and sent to nobody. */
export function DrillInbox({ items }: { items: InboxItemDto[] }) {
  return (
    <Panel title="The drill's inbox" aside="nothing in it left this server">
      {items.length === 0 ? (
        <EmptyState title="Empty">Alerts and messages of this drill arrive here.</EmptyState>
      ) : (
        <ol>
          {items.map((item) => (
            <li key={item.id} className="border-t px-3.5 py-2 first:border-t-0">
              <details>
                <summary className="text-13">
                  <span className="font-medium">
                    <UntrustedText text={item.subject} />
                  </span>
                  <small className="block text-12 text-ink-2">
                    {item.kind === "alert" ? "alert" : "message"} to <UntrustedText text={item.recipient} />,{" "}
                    <UtcTime iso={item.at} />
                  </small>
                </summary>
                <div className="mt-2 mb-1">
                  <MessageText text={item.body} />
                </div>
              </details>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
