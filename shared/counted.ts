/** How many, in English words: `1 day`, `2 days`. @param more what it is called when it is not one */
export const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
