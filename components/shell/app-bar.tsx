"use client"

import { Search } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { AccountMenu } from "@/components/shell/account-menu"
import { Brand } from "@/components/shell/brand"
import { incidentOfPath, incidentPlaces, type Place, places } from "@/components/shell/navigation"
import { openKeys, openPalette } from "@/components/shell/overlay-state"
import { ThemeSwitch } from "@/components/shell/theme-switch"
import { Button } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"

/** The top bar: where one is, where one can go, and the palette. On an incident its parts stand here. */
export function AppBar({ name, role }: { name: string; role: string }) {
  const pathname = usePathname()
  const reference = incidentOfPath(pathname)
  return (
    <header className="flex print:hidden min-h-11 flex-wrap items-center gap-x-4 border-b bg-surface px-4 max-sm:gap-x-2 max-sm:px-3">
      <Brand />
      <nav
        aria-label={reference ? `Incident ${reference}` : "Firebreak"}
        className="-my-px flex min-w-0 flex-1 gap-0.5 self-stretch overflow-x-auto [scrollbar-width:none] max-sm:order-9 max-sm:-mx-3 max-sm:basis-full max-sm:border-t max-sm:px-1"
      >
        {(reference ? incidentPlaces(reference) : places).map((place) => (
          <Tab key={place.href} place={place} current={isCurrent(pathname, place.href, reference)} />
        ))}
      </nav>
      <div className="flex items-center gap-2 max-sm:ml-auto">
        <Button size="sm" onClick={openPalette} title="Do anything">
          <Search aria-hidden="true" className="size-4" strokeWidth={1.5} />
          <span className="max-xl:sr-only">Do anything</span>
          <KeyCap>Ctrl K</KeyCap>
        </Button>
        <ThemeSwitch />
        <Button size="sm" tone="quiet" onClick={openKeys} title="All keys" className="max-sm:hidden">
          <span className="max-xl:sr-only">Keys</span>
          <KeyCap>?</KeyCap>
        </Button>
        <AccountMenu name={name} role={role} />
      </div>
    </header>
  )
}

function Tab({ place, current }: { place: Place; current: boolean }) {
  return (
    <Link
      href={place.href}
      aria-current={current ? "page" : undefined}
      className="flex min-h-11 items-center whitespace-nowrap border-transparent border-y-2 px-2.5 font-medium text-13 text-ink-2 no-underline hover:text-ink focus-visible:-outline-offset-[3px] aria-[current=page]:border-b-ink aria-[current=page]:text-ink"
    >
      {place.label}
    </Link>
  )
}

function isCurrent(pathname: string, href: string, reference: string | null): boolean {
  if (reference) return pathname.toLowerCase() === href.toLowerCase()
  return pathname === href || pathname.startsWith(`${href}/`)
}
