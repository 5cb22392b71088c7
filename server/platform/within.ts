/**
 * Whether a path is a folder, or below it. Both are absolute and without `..`: links are not followed.
 */
export const isWithin = (path: string, folder: string): boolean => path === folder || isBelow(path, folder);

/** Whether a path is below a folder. As {@link isWithin}. */
export const isBelow = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`);
