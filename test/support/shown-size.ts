/** Sizes as memtui shows them: three significant digits and a unit. */

const factors: Readonly<Record<string, number>> = {B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4};

/** In bytes, with what one more in the last digit would be; the true size is at most half of that away. */
export type ShownSize = {readonly bytes: number; readonly step: number};

/** Reads `1.07G`, `96.2M`, `301M`, `512B` or `0`. */
export function shownSize(text: string): ShownSize {
	const [, digits, decimals = '', unit = 'B'] = /^(\d+(?:\.(\d+))?)([BKMGT])?$/.exec(text) ?? [];
	const factor = factors[unit];
	if (digits === undefined || factor === undefined) throw new Error(`no size: ${JSON.stringify(text)}`);
	return {bytes: Number(digits) * factor, step: factor / 10 ** decimals.length};
}
