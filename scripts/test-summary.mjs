import { writeFileSync } from 'node:fs';

/** Counts of a run of jest, as one line. A file that could not run at all counts as one failure. */
export function summaryOf(results) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = results;
  const skipped = numPendingTests + numTodoTests;
  return `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A reporter of jest whose line is the last one on stdout: printed here, or by test.mjs once jest has ended. */
export default class Summary {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, summaryOf(results));
    else console.log(summaryOf(results));
  }
}
