/**
 * What an admin writes into latchkey.yaml for a page that has nothing to show yet. A key in it is refused until it is
 * replaced: to a key that works, and is nobody's here, backups would be made that nobody can open.
 */
export const SNIPPETS = {
  email: `notices:
  email:
    host: smtp.example.com
    user: home@example.com
    password: { file: secrets/smtp }
    from: home@example.com
    to: [you@example.com]`,
  webhook: `notices:
  webhook:
    url: https://ntfy.example.com/home
    secret: { file: secrets/webhook }`,
  backups: `backups:
  folder: /mnt/other-disk/latchkey
  every: 1d
  to: [YOUR-PUBLIC-AGE-KEY]`,
} as const;
