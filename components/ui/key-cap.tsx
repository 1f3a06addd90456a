/** A key as it stands on the keyboard; left out where there is none. */
export function KeyCap({ children }: { children: string }) {
  return (
    <span
      aria-hidden="true"
      className="machine rounded-1 border border-current px-[5px] py-[2px] font-medium text-12 leading-none opacity-90 max-sm:hidden"
    >
      {children}
    </span>
  )
}
