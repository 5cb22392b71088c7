/** Under which name the vault keeps an enrolment's renewal secret. */
export const renewalKey = (id: string) => `renewal/${id}`;
