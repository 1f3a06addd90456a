"use client"

import { Contrast, Moon, Sun } from "lucide-react"
import { useEffect, useState } from "react"
import { readTheme, type Theme, themeCookie } from "@/components/shell/theme"
import { cn } from "@/components/ui/cn"

const choices = [
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
  { theme: "contrast", label: "High contrast", Icon: Contrast },
] as const

/** Three themes; pressing the one in use goes back to the system's preference. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme | null>(null)
  useEffect(() => setTheme(readTheme(document.documentElement.dataset.theme)), [])
  const choose = (next: Theme | null) => {
    setTheme(next)
    applyTheme(next)
  }
  return (
    <fieldset className="flex overflow-hidden rounded-2 border border-control">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme: value, label, Icon }) => (
        <button
          key={value}
          type="button"
          title={theme === value ? `${label}; press again to follow the system` : label}
          aria-label={label}
          aria-pressed={theme === value}
          onClick={() => choose(theme === value ? null : value)}
          className={cn(
            "grid h-[26px] w-7 place-items-center text-ink-2 focus-visible:-outline-offset-2 max-sm:h-8 max-sm:w-8",
            theme === value && "bg-ink text-well",
          )}
        >
          <Icon aria-hidden="true" className="size-4" strokeWidth={1.5} />
        </button>
      ))}
    </fieldset>
  )
}

/** Sets the theme on the page and remembers it for a year. */
export function applyTheme(theme: Theme | null): void {
  const root = document.documentElement
  if (theme) root.dataset.theme = theme
  else delete root.dataset.theme
  const age = theme ? 31_536_000 : 0
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox
  document.cookie = `${themeCookie}=${theme ?? ""}; path=/; max-age=${age}; samesite=lax`
}
