/** Says at the end what was not run and why. On Linux, where everything there is can be run, a skip is a failure. */
import process from 'node:process';
import type { FullResult, Reporter, TestCase, TestResult } from 'playwright/types/testReporter';

class SkipReporter implements Reporter {
  readonly #skipped = new Map<string, number>();
  #ran = 0;

  onTestEnd({ annotations }: TestCase, { status }: TestResult): void {
    if (status !== 'skipped') {
      this.#ran += 1;
      return;
    }
    const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
    // Without a reason it was left out because another one had failed, which is told of already.
    if (reason !== undefined) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    for (const [reason, count] of this.#skipped) process.stdout.write(`  ${count} not run here: ${reason}\n`);
    if (this.#skipped.size === 0) return result;
    process.stdout.write(`  ${this.#ran} run\n`);
    const isFailure = process.platform === 'linux' || this.#ran === 0;
    return { status: isFailure ? 'failed' : result.status };
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright reads the default export.
export default SkipReporter;
