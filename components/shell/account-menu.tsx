"use client"

import { useRouter } from "next/navigation"
import { useSignOut } from "@/components/shell/use-sign-out"
import { Menu } from "@/components/ui/menu"
import { paths } from "@/lib/paths"

export function AccountMenu({ name, role }: { name: string; role: string }) {
  const router = useRouter()
  const signOut = useSignOut()
  return (
    <Menu
      name={`${initials(name)}: account of ${name}`}
      tone="quiet"
      label={
        <span
          aria-hidden="true"
          className="grid size-5 place-items-center rounded-full border border-control font-semibold text-[10px]"
        >
          {initials(name)}
        </span>
      }
      items={[
        {
          label: (
            <>
              {name}
              <small className="block text-12 text-ink-2">{role}</small>
            </>
          ),
          onSelect: () => router.push(paths.sessions()),
        },
        { label: "Settings", onSelect: () => router.push(paths.settings()) },
        { label: "Sign out", onSelect: signOut },
      ]}
    />
  )
}

/** "IO" of "Ines Okafor". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]]
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase()
}
