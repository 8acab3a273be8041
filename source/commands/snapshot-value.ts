/** Values out of a file that somebody may have changed: each is what it should be, or {@link WrongValue} is thrown. */

export type Values = Readonly<Record<string, unknown>>;

/** Its message names what is wrong. */
export class WrongValue extends Error {}

export function json(line: string | undefined): unknown {
	try {
		return JSON.parse(line ?? '');
	} catch {
		throw new WrongValue('a line is no JSON');
	}
}

export function object(value: unknown): Values {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('table', value);
	return value as Values;
}

export function array(value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw wrong('list', value);
	return value;
}

export function text(value: unknown): string {
	if (typeof value !== 'string') throw wrong('text', value);
	return value;
}

/** A whole number from 0. */
export function count(value: unknown): number {
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong('number', value);
	return value;
}

/** `null` is `undefined`. */
export function optional<Value>(read: (value: unknown) => Value): (value: unknown) => Value | undefined {
	return value => (value === null ? undefined : read(value));
}

/** ISO 8601, in milliseconds since the epoch. */
export function time(value: unknown): number {
	const at = Date.parse(text(value));
	if (Number.isNaN(at)) throw wrong('time', value);
	return at;
}

/** Sixteen hex digits at most. */
export function hexNumber(value: unknown): bigint {
	if (typeof value !== 'string' || !/^[\da-f]{1,16}$/.test(value)) throw wrong('hex number', value);
	return BigInt(`0x${value}`);
}

export function hexNumbers(value: unknown, length: number): BigUint64Array {
	return BigUint64Array.from(column(value, length), hexNumber);
}

/** Bytes; `null` is NaN. */
export function figures(value: unknown, length: number): Float64Array {
	return Float64Array.from(column(value, length), figure => {
		if (figure === null) return Number.NaN;
		if (typeof figure !== 'number' || figure < 0) throw wrong('figure', figure);
		return figure;
	});
}

/** Places in a list of `size` texts. */
export function indexes(value: unknown, length: number, size: number): Uint32Array {
	return Uint32Array.from(column(value, length), index => {
		const place = count(index);
		if (place >= size) throw wrong('index', index);
		return place;
	});
}

function column(value: unknown, length: number): readonly unknown[] {
	const values = array(value);
	if (values.length !== length)
		throw new WrongValue(`a column of ${values.length} values for ${length} regions`);
	return values;
}

function wrong(what: string, value: unknown): WrongValue {
	const shown = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40);
	return new WrongValue(`${shown} where a ${what} should be`);
}
