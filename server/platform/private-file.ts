/** @returns whether a file or folder of this mode can be read, written or entered by anybody but its owner */
export const isOpenToOthers = (mode: number): boolean => (mode & 0o077) !== 0;

/** The permission bits of a mode as people write them: `640`. */
export const octal = (mode: number): string => (mode & 0o777).toString(8);
