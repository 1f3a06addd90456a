import type { AddressInfo } from "node:net"
import { createServer, type Socket } from "node:net"
import { simpleParser } from "mailparser"
import { SMTPServer } from "smtp-server"

export type ReceivedMail = { to: string[]; subject: string; text: string; headers: string; raw: string }

/**
 * A real SMTP server that keeps what it takes. Addresses decide what happens: `refused@` is unknown for good,
 * `later@` is refused for now.
 */
export async function startSmtpInbox() {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      if (address.startsWith("refused@")) return done(answer("no such user", 550))
      if (address.startsWith("later@")) return done(answer("try later", 451))
      done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString()
        const { subject = "", text = "" } = await simpleParser(raw)
        const headers = raw.slice(0, raw.indexOf("\r\n\r\n"))
        mails.push({ to: session.envelope.rcptTo.map((r) => r.address), subject, text, headers, raw })
        done()
      })
    },
  })
  server.on("error", () => undefined)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function answer(text: string, responseCode: number): Error {
  return Object.assign(new Error(text), { responseCode })
}

/**
 * A server that speaks SMTP as far as told and then hangs up: before it asks for the text, or after the text began.
 */
export async function startBreakingSmtp(when: "before the text" | "in the text") {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.write("220 breaking\r\n")
    socket.on("data", (data) => {
      const line = data.toString()
      if (/^EHLO/i.test(line)) socket.write("250 breaking\r\n")
      else if (/^(MAIL|RCPT)/i.test(line)) socket.write("250 ok\r\n")
      else if (/^DATA/i.test(line)) {
        if (when === "before the text") socket.destroy()
        else socket.write("354 go on\r\n")
      } else socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
