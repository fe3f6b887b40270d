import type { Repair } from './repair'

const REFUSED = /instructions? (?:is|are) (?:not valid|invalid|required|not allowed)|invalid instructions/i

/** Some providers of Codex serve its own instructions only. The client's stay in the conversation, as a developer's words. */
export const officialInstructions: Repair = {
  name: 'official_instructions',
  ahead: 'own',
  askedBy: { 'codex-responses': REFUSED },
  mend(request, { instructions, refusal }) {
    if (instructions === null || instructions.official === '') return request
    const { mode, official } = instructions
    const due = mode === 'force_official' || (mode === 'auto' && REFUSED.test(refusal))
    if (!due || (request.system.length === 1 && request.system[0]?.text === official)) return request
    const said = request.system.filter(({ text }) => text !== official)
    return {
      ...request,
      system: [{ type: 'text', text: official }],
      turns: said.length === 0 ? request.turns : [{ role: 'system', parts: said }, ...request.turns],
    }
  },
}
