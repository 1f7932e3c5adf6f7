/** Makes a matcher for the `*` and `?` of IAM and of source ARNs. */
export function wildcard(pattern: string, flags = ""): (value: string) => boolean {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, `s${flags}`);
  return (value) => expression.test(value);
}
