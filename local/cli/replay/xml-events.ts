/** An element `Event` with all that is in it; a `>` in an attribute ends nothing. */
const EVENT = /<Event\b((?:"[^"]*"|'[^']*'|[^"'>])*?)(?:\/>|>[\s\S]*?<\/Event>)/g;

/** The `Event` elements of a document, found without a parser so that the rest stays as it is, to the byte. */
export function xmlEvents(xml: string) {
  const found = [...xml.matchAll(EVENT)];
  return {
    /** Of each event in order, its attributes by name. */
    attributes: found.map(
      ([, attributes = ""]) =>
        (name: string) =>
          new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1],
    ),
    /** The document without the events that are not kept. */
    cut(keeps: (index: number) => boolean): string {
      let index = -1;
      return xml.replaceAll(EVENT, (event) => {
        index += 1;
        return keeps(index) ? event : "";
      });
    },
  };
}
