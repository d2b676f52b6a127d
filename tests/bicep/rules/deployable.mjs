export const says = 'The template comes out as resources in every form that its parameters give it.';

export function* check({ failures }) {
  yield* failures;
}
