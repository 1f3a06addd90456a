import "server-only"
import { createTransport } from "nodemailer"
import { env } from "@/lib/env"

/** What became of one attempt. `in_doubt`: the message may have left, so it is never sent again by itself. */
export type Sent =
  | { outcome: "accepted"; remoteId: string }
  | { outcome: "failed"; failure: string; retry: boolean }
  | { outcome: "in_doubt"; failure: string }

/** The whole attempt, ms: shorter than the outbox's lease, so that nobody else judges it meanwhile. */
const wholeMs = 45_000

/** Hands a plain-text mail to the SMTP server. `accepted` means that server took it, not that anybody read it. */
export async function sendMail(mail: {
  to: string
  subject: string
  text: string
  id: string
}): Promise<Sent> {
  const url = env().SMTP_URL
  if (!url) {
    return {
      outcome: "failed",
      retry: false,
      failure: "No mail server is configured (SMTP_URL). Copy the text and send it by hand.",
    }
  }
  if (!/^smtps?:\/\/[^\s]+$/i.test(url)) {
    return {
      outcome: "failed",
      retry: false,
      failure: "SMTP_URL is no smtp or smtps address. Copy the text and send it by hand.",
    }
  }
  // An answer of 354 invites the text: from then on it may have arrived, whatever breaks. Nothing else tells, since
  // time-outs and lost connections look the same before and after it.
  let textBegan = false
  const transport = createTransport({
    url,
    connectionTimeout: 8_000,
    greetingTimeout: 8_000,
    dnsTimeout: 8_000,
    socketTimeout: 15_000,
    transactionLog: true,
    logger: {
      debug: (entry: unknown, line: unknown) => {
        if (isServerLine(entry) && /^354\b/.test(String(line))) textBegan = true
      },
    },
  })
  try {
    const info = await transport.sendMail({
      from: env().SMTP_FROM,
      // An object, so that nothing in the address is read as a second recipient.
      to: { name: "", address: mail.to },
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@firebreak>`,
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: AbortSignal.timeout(wholeMs),
    })
    return { outcome: "accepted", remoteId: info.messageId }
  } catch (error) {
    return judge(error as SmtpError, textBegan)
  } finally {
    transport.close()
  }
}

type SmtpError = { responseCode?: number; message?: string }

function judge(error: SmtpError, textBegan: boolean): Sent {
  const said = (error.message ?? "no reason given").slice(0, 300).replace(/[\s.]+$/, "")
  if (error.responseCode && error.responseCode >= 500) {
    return {
      outcome: "failed",
      retry: false,
      failure: `The mail server refused: ${said}. Check the address and the server's settings.`,
    }
  }
  if (error.responseCode)
    return { outcome: "failed", retry: true, failure: `The mail server refused for now: ${said}.` }
  if (textBegan) {
    return {
      outcome: "in_doubt",
      failure:
        "The connection broke while the text was being sent; it may have arrived. Ask the recipient before sending again.",
    }
  }
  return { outcome: "failed", retry: true, failure: `The mail server could not be reached: ${said}.` }
}

function isServerLine(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "tnx" in entry && entry.tnx === "server"
}
