"use client"

import { incidentPlaces, places } from "@/components/shell/navigation"
import { Dialog } from "@/components/ui/dialog"

const everywhere: [string, string][] = [
  ["Ctrl K", "Do anything"],
  ["?", "This sheet"],
  ["c", "Declare an incident"],
  ["Esc", "Close what floats"],
]
const onIncident: [string, string][] = [
  ["n", "Write a note"],
  ["x", "Contain: the next press"],
  ["j / k", "Next and previous timeline entry"],
  ["u", "Show what is new"],
]
const onDamage: [string, string][] = [["p", "Plan the restore"]]

/** Every shortcut that works on this page. */
export function KeysSheet({ reference, onClose }: { reference: string | null; onClose: () => void }) {
  return (
    <Dialog open wide onClose={onClose} title="Keys">
      <div className="grid gap-6 sm:grid-cols-2">
        <Group title="Everywhere" rows={everywhere} />
        <Group title="Go to" rows={places.map((p) => [p.keys, p.label])} />
        {reference ? (
          <>
            <Group
              title={`Parts of ${reference}`}
              rows={incidentPlaces(reference).map((p) => [p.keys, p.label])}
            />
            <Group title="On the command view" rows={onIncident} />
            <Group title="On damage" rows={onDamage} />
          </>
        ) : null}
      </div>
    </Dialog>
  )
}

function Group({ title, rows }: { title: string; rows: [string, string][] }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold text-13">{title}</h3>
      <dl className="grid grid-cols-[88px_1fr] gap-y-1.5 text-13">
        {rows.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-1 border border-control px-1.5 py-0.5 text-12">{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
