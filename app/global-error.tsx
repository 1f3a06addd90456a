"use client"

/** The last resort, without anything of ours that could fail. */
export default function GlobalErrorPage() {
  return (
    <html lang="en">
      <body style={{ font: "16px system-ui", padding: "12vh 24px" }}>
        <h1>Firebreak cannot draw this page</h1>
        <p>What was recorded is kept. Reload the page; the server's log says more.</p>
      </body>
    </html>
  )
}
