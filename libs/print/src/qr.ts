import { create } from 'qrcode';

/** The dark modules of a text's QR code as runs `[x, y, length]` in a square of `size` modules. Error correction M: readable with 15 % of it worn off. */
export function qrModules(text: string): {
  readonly size: number;
  readonly runs: readonly (readonly [number, number, number])[];
} {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const runs: [number, number, number][] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (modules.get(y, x) === 0) continue;
      const last = runs.at(-1);
      if (last?.[1] === y && last[0] + last[2] === x) last[2]++;
      else runs.push([x, y, 1]);
    }
  }
  return { size, runs };
}
