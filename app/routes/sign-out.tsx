import { redirect, type ActionFunctionArgs } from '@remix-run/node'

export const loader = () => redirect('/')

export const action = ({ context }: ActionFunctionArgs) =>
  redirect('/login', { headers: { 'Set-Cookie': context.signOut().cookie } })
