/** Files that this process creates from now on are its user's alone, whatever creates them (SQLite, its side files, logs). */
export function restrictFiles(): void {
  process.umask(0o077)
}
