/** One action as it is asked for now: the model's definition with what the server says of this record. Pure. */
import { action as normalised } from '@/api/normalise'
import type { ActionDefinition, ActionState, Field, Workflow } from '@/api/wire'

/** Inputs keep their type's options from the model; `required` and the present value come from the server. */
export function offeredAction(workflow: Workflow | null | undefined, now: ActionState): ActionDefinition {
  const known = workflow?.actions.find((one) => one.action === now.action)
  const told = new Map((now.inputs ?? []).map((input) => [input.name, input as Field & { value?: unknown }]))
  const inputs = known?.inputs.length
    ? known.inputs.map((field) => {
        const fresh = told.get(field.name)
        return fresh ? { ...field, required: fresh.required ?? field.required, default: fresh.value ?? field.default } : field
      })
    : (now.inputs ?? [])
  return normalised({ ...known, action: now.action, label: now.label, inputs, comment: known?.comment ?? now.comment, style: known?.style ?? now.style })
}
