/** The key pair of which the age specification prints the public half; nobody here has the other one. */
const RECIPIENT = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

/** An example as its reader completes it: what stands in the place of their public key is refused as it is. */
export const withOwnKey = (text: string): string => text.replaceAll('YOUR-PUBLIC-AGE-KEY', RECIPIENT);
