/** One word for a POSIX shell, whatever it holds. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** "aws iam get-user --user-name x": words joined, each quoted where it must be. */
export function shellLine(...words: string[]): string {
  return words.map(shellQuote).join(" ")
}
