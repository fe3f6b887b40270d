import type { Server } from 'node:http'

/** Begin to listen.
 * @returns the port, which the system chose when 0 was asked for
 * @throws Error with a hint when the port is taken */
export function listen(server: Server, options: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(
        taken
          ? new Error(`Port ${String(options.port)} on ${options.host} is in use. Set PORT to another one.`, {
              cause: error,
            })
          : error,
      )
    })
    server.listen({ host: options.host, port: options.port, backlog: 4_096 }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : options.port)
    })
  })
}
