// Which values a connection still lacks.

import type { Field } from "../bindings/Field";
import type { FieldView } from "../bindings/FieldView";

/** Whether a value that a field needs has not been entered. */
export function isMissing(field: Field, value: FieldView): boolean {
  return !field.optional && value.text === "" && value.entered === null;
}

/** Whether every field that is asked for has what it needs. */
export function isComplete(fields: Field[], values: FieldView[]): boolean {
  return !values.some((value) => fields.some((field) => field.key === value.key && isMissing(field, value)));
}
