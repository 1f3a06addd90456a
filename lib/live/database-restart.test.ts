import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net"
import os from "node:os"
import path from "node:path"
import { expect, it } from "vitest"
import { createClient } from "@/lib/db/client"
import { startEmbedded } from "@/lib/db/embedded"
import { migrate } from "@/lib/db/migrate"
import { handleStream } from "@/lib/http/event-stream"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { startTimelineBus } from "@/lib/live/timeline-bus"
import { followStream } from "@/lib/testing/follow-stream"
import { signInAs } from "@/lib/testing/sign-in"
import { waitFor } from "@/lib/testing/wait-for"
import { addNote } from "@/lib/timeline/add-note"

/** One fixed address for a database that comes back on another port. */
async function startDoor(): Promise<{
  port: number
  leadTo: (port: number | null) => void
  close: () => void
}> {
  let target: number | null = null
  const open = new Set<Socket>()
  const door = createTcpServer((socket) => {
    socket.on("error", () => undefined)
    if (target === null) return void socket.destroy()
    const onward = connect(target, "127.0.0.1")
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on("error", () => other.destroy())
      one.on("close", () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve))
  return {
    port: (door.address() as AddressInfo).port,
    leadTo: (port) => {
      target = port
    },
    close: () => {
      for (const socket of open) socket.destroy()
      door.close()
    },
  }
}

it("a stream that is open goes on over a restart of the database, without loss or repeat", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firebreak-restart-"))
  const start = () => startEmbedded({ folder: path.join(folder, "cluster"), settings: ["fsync=off"] })
  const door = await startDoor()
  let postgres = await start()
  door.leadTo(postgres.port)
  const url = postgres.url.replace(`:${postgres.port}/`, `:${door.port}/`)
  await migrate(url, process.cwd())
  const db = createClient(url, 4)
  const bus = startTimelineBus(url)
  const server = createServer((request, response) => void handleStream(request, response, { db, bus }))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    const { ctx, cookie } = await signInAs(db, "operator", "Ines Okafor")
    const { reference } = await declareIncident({ ctx, input: { title: "An agent", severity: 2 } })
    const stream = await followStream(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/incidents/${reference}/stream?after=0`,
      { headers: { cookie } },
    )
    const arrived = (n: number) =>
      waitFor(`${n} entries`, async () => (stream.sequences().length >= n ? true : null))
    await addNote({ ctx, reference, input: { text: "before" } })
    await arrived(2)

    door.leadTo(null)
    await postgres.stop()
    await waitFor("the bus to notice", async () => (bus.state() === "reconnecting" ? true : null))
    await expect(addNote({ ctx, reference, input: { text: "lost" } })).rejects.toThrow()
    postgres = await start()
    door.leadTo(postgres.port)
    await waitFor("the database", () =>
      addNote({ ctx, reference, input: { text: "after" } }).catch(() => null),
    )
    await arrived(3)
    await waitFor("the bus", async () => (bus.state() === "listening" ? true : null))
    await addNote({ ctx, reference, input: { text: "and on" } })
    await arrived(4)
    expect(stream.sequences()).toEqual([1, 2, 3, 4])
    expect(stream.ended()).toBe(false)
    stream.close()
  } finally {
    server.closeAllConnections()
    server.close()
    await bus.stop()
    await db.$disconnect()
    door.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
