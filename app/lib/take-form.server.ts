import type { ActionFunctionArgs, AppLoadContext } from '@remix-run/node'
import { formAgain, refusedForm } from './caller-errors.server'
import { createFormReader, type FormReader } from './form-reader'
import { requireAdmin } from './require-admin.server'

interface TakeFormOptions<T, Saved> {
  /** Fields whose content is never sent back with the form. */
  secrets?: readonly string[]
  read: (form: FormReader) => T
  /** Do it, and say where to go on. */
  save: (caller: AppLoadContext['caller'], input: T) => Promise<Saved>
}

/** What an action does with an admin's form: read it, do it, or answer with the form again and what is wrong with it. */
export async function takeForm<T, Saved>(
  args: ActionFunctionArgs,
  { secrets = [], read, save }: TakeFormOptions<T, Saved>,
) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData(), secrets)
  const input = read(form)
  if (!form.valid) return formAgain(form)
  try {
    return await save(caller, input)
  } catch (error) {
    return refusedForm(error, form)
  }
}
