"use client"

import { Dialog as Base } from "@base-ui/react/dialog"
import { useQuery } from "@tanstack/react-query"
import { Command } from "cmdk"
import { useRouter } from "next/navigation"
import { incidentPlaces, places } from "@/components/shell/navigation"
import { openKeys } from "@/components/shell/overlay-state"
import { applyTheme } from "@/components/shell/theme-switch"
import { useSignOut } from "@/components/shell/use-sign-out"
import { incidentsQuery } from "@/lib/incidents/queries"
import { paths } from "@/lib/paths"

const row =
  "flex min-h-8 cursor-pointer items-center gap-3 px-4 py-1 text-13 data-[selected=true]:bg-unknown-tint max-sm:min-h-11"
const group =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-2"

/** Everything by typing: places, incidents, actions. */
export function Palette({ reference, onClose }: { reference: string | null; onClose: () => void }) {
  const router = useRouter()
  const signOut = useSignOut()
  const { data: incidents } = useQuery(incidentsQuery())
  const go = (href: string) => {
    onClose()
    router.push(href)
  }
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Base.Popup className="-translate-x-1/2 fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-[600px] rounded-3 bg-surface shadow-dialog">
          <Base.Title className="sr-only">Do anything</Base.Title>
          <Command label="Do anything">
            <Command.Input
              placeholder="Type a place, an incident or an action"
              className="w-full border-b bg-transparent px-4 py-3 text-16 outline-none"
            />
            <Command.List className="max-h-[60vh] overflow-y-auto pb-2">
              <Command.Empty className="px-4 py-4 text-13 text-ink-2">
                Nothing fits. Esc closes this.
              </Command.Empty>
              {reference ? (
                <Command.Group heading={reference} className={group}>
                  {incidentPlaces(reference).map((p) => (
                    <Row
                      key={p.href}
                      label={p.label}
                      keys={p.keys}
                      onSelect={() => go(p.href)}
                      value={`${reference} ${p.label}`}
                    />
                  ))}
                </Command.Group>
              ) : null}
              <Command.Group heading="Actions" className={group}>
                <Row label="Declare an incident" keys="c" onSelect={() => go(paths.declare())} />
                <Row label="Start a drill" onSelect={() => go(paths.drills())} />
                <Row label="Light theme" onSelect={() => applyTheme("light")} />
                <Row label="Dark theme" onSelect={() => applyTheme("dark")} />
                <Row label="High contrast theme" onSelect={() => applyTheme("contrast")} />
                <Row label="All keys" keys="?" onSelect={openKeys} />
                <Row label="Sign out" onSelect={signOut} />
              </Command.Group>
              <Command.Group heading="Go to" className={group}>
                {places.map((p) => (
                  <Row
                    key={p.href}
                    label={p.label}
                    keys={p.keys}
                    onSelect={() => go(p.href)}
                    value={`${p.label} ${p.words ?? ""}`}
                  />
                ))}
              </Command.Group>
              <Command.Group heading="Incidents" className={group}>
                {[...(incidents?.open ?? []), ...(incidents?.earlier ?? [])].map((incident) => (
                  <Row
                    key={incident.reference}
                    label={`${incident.reference} ${incident.title}`}
                    onSelect={() => go(paths.incident(incident.reference))}
                  />
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function Row({
  label,
  keys,
  value,
  onSelect,
}: {
  label: string
  keys?: string
  value?: string
  onSelect: () => void
}) {
  return (
    <Command.Item value={value ?? label} onSelect={onSelect} className={row}>
      <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
      {keys ? <kbd className="text-12 text-ink-2">{keys}</kbd> : null}
    </Command.Item>
  )
}
