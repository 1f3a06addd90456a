import type { ReactNode } from "react"
import { BrandMark } from "@/components/shell/brand"

/** Pages before sign-in: one narrow column. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid max-w-[420px] gap-6 px-4 py-[12vh]">
      <p className="flex items-center gap-2 font-semibold text-16">
        <BrandMark />
        Firebreak
      </p>
      {children}
    </main>
  )
}
