import "./globals.css"
import { GeistMono } from "geist/font/mono"
import { GeistSans } from "geist/font/sans"
import type { Metadata, Viewport } from "next"
import { cookies, headers } from "next/headers"
import type { ReactNode } from "react"
import { Providers } from "@/components/shell/providers"
import { readTheme, themeCookie } from "@/components/shell/theme"

export const metadata: Metadata = {
  title: { default: "Firebreak", template: "%s · Firebreak" },
  description: "Incident command for the day an AI agent breaks infrastructure.",
  robots: { index: false, follow: false },
  icons: "/favicon.svg",
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "dark light" }

/** The theme stands in a cookie, so that the first paint has it; without one the system's preference decides. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookie)?.value)
  const nonce = (await headers()).get("x-nonce") ?? ""
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} data-theme={theme ?? undefined}>
      <body>
        <a href="#main" className="absolute left-2 -top-20 z-50 bg-ink px-3 py-2 text-well focus:top-2">
          Skip to the content
        </a>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
