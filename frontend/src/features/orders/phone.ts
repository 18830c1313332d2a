/** A Korean number of digits alone as people write it: 010-1234-5678, 02-123-4567; any other as it is. */
export function written(phone: string): string {
  return phone.replace(/^(02|0\d{2})(\d{3,4})(\d{4})$/, "$1-$2-$3");
}
