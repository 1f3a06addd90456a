"use client"

import { useEffect, useState } from "react"
import { type FieldName, type Fields, mergeFields, toContent, toFields } from "@/lib/reviews/edit-fields"
import type { ReviewContent, ReviewDto } from "@/lib/reviews/schema"

type Kept = { fields: Fields; base: Fields; version: number; clashes: Partial<Fields> }

/** The text being written. It is kept in the browser until saved, so that leaving the page loses nothing. */
export function useReviewEditor(reference: string, review: ReviewDto) {
  const key = `firebreak.review.${reference}`
  const [kept, setKept] = useState<Kept | null>(null)
  const [found, setFound] = useState(false)
  useEffect(() => {
    const earlier = read(key)
    if (!earlier) return
    setKept(earlier)
    setFound(true)
  }, [key])
  const keep = (next: Kept | null) => {
    setKept(next)
    try {
      if (next) localStorage.setItem(key, JSON.stringify(next))
      else localStorage.removeItem(key)
    } catch {
      // Without storage the text lives as long as the page.
    }
  }
  const start = () => {
    const base = toFields(review.content)
    keep({ fields: base, base, version: review.version, clashes: {} })
  }
  return {
    editing: kept !== null,
    /** Text of an earlier visit was found. */
    found,
    fields: kept?.fields ?? null,
    clashes: kept?.clashes ?? {},
    version: kept?.version ?? review.version,
    /** Somebody saved since this text was begun. */
    behind: kept !== null && review.version !== kept.version,
    start,
    stop: () => {
      setFound(false)
      keep(null)
    },
    write: (name: FieldName, value: string) =>
      kept && keep({ ...kept, fields: { ...kept.fields, [name]: value } }),
    takeTheirs: (name: FieldName) => {
      const theirs = kept?.clashes[name]
      if (!kept || theirs === undefined) return
      const { [name]: _, ...clashes } = kept.clashes
      keep({ ...kept, fields: { ...kept.fields, [name]: theirs }, clashes })
    },
    keepMine: (name: FieldName) => {
      if (!kept) return
      const { [name]: _, ...clashes } = kept.clashes
      keep({ ...kept, clashes })
    },
    /** Puts mine on top of what was saved meanwhile. */
    merge: () => {
      if (!kept) return
      const theirs = toFields(review.content)
      const { merged, clashes } = mergeFields(kept.base, kept.fields, theirs)
      keep({ fields: merged, base: theirs, version: review.version, clashes })
    },
    content: (): ReviewContent | null => (kept ? toContent(kept.fields) : null),
  }
}

export type ReviewEditorState = ReturnType<typeof useReviewEditor>

function read(key: string): Kept | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "null")
    return isKept(found) ? found : null
  } catch {
    return null
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === "object" && value !== null && "fields" in value && "base" in value && "version" in value
  )
}
