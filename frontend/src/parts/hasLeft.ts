/** Whether this id, which no user can have, stands for users who have left. */
export function hasLeft(id: string): boolean {
  return id.startsWith("(");
}
