/** "1,204 keys" */
export function keys(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "key" : "keys"}`
}

export function sayBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"]
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
