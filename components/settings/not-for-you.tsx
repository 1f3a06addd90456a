import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"

/** A page that the reader's role does not open: says which role does. */
export function NotForYou({ title, refusal }: { title: string; refusal: string }) {
  return (
    <div className="mx-auto max-w-[1200px] p-3">
      <Panel title={title}>
        <EmptyState title={`This page ${refusal}.`}>
          Ask an administrator of this server for what you need, or for another role.
        </EmptyState>
      </Panel>
    </div>
  )
}
