/** One entry of the catalogue of errors. */
export interface ErrorEntry {
  /** HTTP status where the signing API answers with it. */
  readonly status?: number;
  readonly title: string;
  readonly hint: string;
  /** True when the same request may succeed later without anybody changing anything. */
  readonly retryable?: true;
}
