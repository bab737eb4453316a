const MiB = 2 ** 20;

/** How far a file may go before it is refused. All are meant to be passed by no honest file. */
export interface Limits {
  /** Bytes that all that is unpacked of one file may come to. Default 4 GiB. */
  readonly unpackedBytes: number;
  /** Times its packed size that a stream may unpack to, looked at once it is past {@link ratioFrom}. Default 200. */
  readonly ratio: number;
  /** Unpacked bytes of one stream from which on the ratio is looked at. Default 50 MiB. */
  readonly ratioFrom: number;
  /** Entries of a ZIP archive. Default 10,000. */
  readonly zipEntries: number;
  /** Columns of the header. Default 500. */
  readonly columns: number;
  /** UTF-16 units in one cell of a workbook. Default 32,767, which is Excel's own. */
  readonly cellLength: number;
  /** UTF-16 units in one record of a CSV, line ends in quotes included. Default 1 MiB. */
  readonly recordLength: number;
  /** Bytes that the different texts of a workbook may take in memory. Default 128 MiB. */
  readonly sharedTextBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  unpackedBytes: 4096 * MiB,
  ratio: 200,
  ratioFrom: 50 * MiB,
  zipEntries: 10_000,
  columns: 500,
  cellLength: 32_767,
  recordLength: MiB,
  sharedTextBytes: 128 * MiB,
};
