/** Writes `api-football` as `ApiFootball`: logical ids consist of letters and digits. */
export function pascalCase(kebabCase: string): string {
  return kebabCase.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
