import type { SeededRandom } from "./seeded-random.ts"

const customers = [
  "Northwind Bakery",
  "Vester Marine",
  "Lumen Optics",
  "Orchard & Pine",
  "Kestrel Freight",
  "Saltmarsh Foods",
]
const kinds = [
  "passport-scan.txt",
  "packing-list.txt",
  "customs-form.txt",
  "photo-of-damage.txt",
  "signature.txt",
]

export function invoiceKey(i: number): string {
  const month = (i % 10) + 1
  return `2026/${String(month).padStart(2, "0")}/INV-${104_200 + i}.txt`
}

export function invoiceText(random: SeededRandom, i: number, revision: number): string {
  const lines = Array.from(
    { length: 4 + random.below(12) },
    (_, n) => `  ${n + 1}. Freight, ${random.below(40) + 1} pallets  ${random.below(9000) / 10} EUR`,
  )
  return `INVOICE INV-${104_200 + i}, revision ${revision}\nHarborline Logistics, Hamburg\nTo: ${random.pick(customers)}\n${lines.join("\n")}\n`
}

export function uploadKey(random: SeededRandom, i: number): string {
  return `customers/${1000 + random.below(400)}/${String(i).padStart(4, "0")}-${random.pick(kinds)}`
}

export function uploadText(random: SeededRandom, i: number): string {
  return `Upload ${i} from ${random.pick(customers)}\n${"~".repeat(100 + random.below(1500))}\n`
}

export function reportText(random: SeededRandom, kind: string): string {
  const rows = Array.from(
    { length: 28 },
    (_, day) => `${day + 1};${random.below(100_000)};${random.below(100)}`,
  )
  return `day;${kind};share\n${rows.join("\n")}\n`
}

export function stateText(random: SeededRandom, stack: string, serial: number): string {
  const resources = Array.from({ length: 3 + serial }, (_, i) => ({
    type: "aws_instance",
    name: `${stack}-${i}`,
    id: `i-0${(random.below(2 ** 31) + 2 ** 31).toString(16)}`,
  }))
  return JSON.stringify(
    { version: 4, terraform_version: "1.11.4", serial, lineage: `harborline-${stack}`, resources },
    null,
    2,
  )
}
