/** What an admin writes into latchkey.yaml for a page that has nothing to show yet. */
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
  to: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]`,
} as const;
