/** The texts of a listing, in the order of the forms. Seller and buyer see them; the seller edits them until the first bid.
 * Labels are `sell.<name>`, placeholders `sell.<name>Hint`, and for a required one `sell.<name>Needed`. */
export const TEXT_FIELDS = [
  { name: "name", maxLength: 100, rows: 1, required: true },
  { name: "content", maxLength: 10_000, rows: 6, required: false },
] as const;

type Name = (typeof TEXT_FIELDS)[number]["name"];
export type Texts = Record<Name, string>;

/** What `of` returns for each text, by its name. */
export function textsBy<T extends string>(of: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(TEXT_FIELDS.map(({ name }) => [name, of(name)])) as Record<Name, T>;
}
