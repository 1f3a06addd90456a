export const themeCookie = "firebreak-theme"
export const themes = ["light", "dark", "contrast"] as const
export type Theme = (typeof themes)[number]

/** The cookie's theme, or null: the system's preference decides. */
export function readTheme(value: string | undefined): Theme | null {
  return themes.find((theme) => theme === value) ?? null
}
