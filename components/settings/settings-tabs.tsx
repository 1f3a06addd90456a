"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { paths } from "@/lib/paths"

const tabs = [
  { label: "My account", href: paths.settings() },
  { label: "My sessions", href: paths.sessions() },
  { label: "Accounts", href: paths.accounts() },
  { label: "Contacts", href: paths.contacts() },
  { label: "Tokens", href: paths.tokens() },
]

/** Where one is in the settings. On a phone the row scrolls sideways. */
export function SettingsTabs() {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Settings"
      className="flex gap-1 overflow-x-auto border-b bg-surface px-3 [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={pathname === tab.href ? "page" : undefined}
          className="flex min-h-10 items-center whitespace-nowrap border-transparent border-b-2 px-2 text-13 text-ink-2 no-underline hover:text-ink focus-visible:-outline-offset-[3px] aria-[current=page]:border-b-ink aria-[current=page]:font-medium aria-[current=page]:text-ink max-sm:min-h-11"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
