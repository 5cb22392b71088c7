/** RFC 5321, 4.5.3.1.3. */
const MAX_MAIL_ADDRESS = 254;

/**
 * Whether a text is one plain mail address (a subset of RFC 5322, 3.4.1, as HTML's `input type=email` has it), with
 * nothing that a mail program would read as a second address or as a header.
 */
export const isMailAddress = (text: string): boolean =>
  text.length <= MAX_MAIL_ADDRESS &&
  /^[A-Za-z0-9.!#$'*+/=^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/.test(
    text,
  );
