import { containVsScript } from "@/scripts/bench/contain-vs-script"
import type { Bench } from "@/scripts/bench/figure"

const benches: readonly Bench[] = [containVsScript]

const wanted = process.argv[2] ?? ""
const chosen = benches.filter((one) => one.name.startsWith(wanted))
if (chosen.length === 0) {
  console.error(`There is no bench ${wanted}. There are: ${benches.map((one) => one.name).join(", ")}.`)
  process.exit(2)
}
for (const bench of chosen) for (const figure of await bench.run()) console.log(JSON.stringify(figure))
process.exit(0)
