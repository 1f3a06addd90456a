export function build(): Promise<void>
export function bundle(): Promise<void>
export function bundleCommand(outfile: string): Promise<void>
