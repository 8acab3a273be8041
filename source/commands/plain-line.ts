/** A command line of one of the commonest forms, read without the library for all of them. */
export type PlainLine = {
	readonly command: 'free' | 'ps' | 'map';
	readonly pid: string | undefined;
	/** As commander gives them: by name, with what stands when nothing is said. */
	readonly options: Readonly<Record<string, true>>;
};

const optionsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['free', new Set(['--json'])],
	['ps', new Set(['--json'])],
	['map', new Set(['-x', '-X', '--summary', '--csv', '--json'])],
]);

/**
 * `free`, `ps` and `map PID` with options that take no value, each at most once; anything else, right or wrong,
 * is `undefined`, for commander, which takes as long to load and to ask as a small map to read.
 */
export function plainLine(given: readonly string[]): PlainLine | undefined {
	const [command = '', ...rest] = given;
	const known = optionsOf.get(command);
	if (!known) return undefined;
	const pid = command === 'map' ? rest.shift() : undefined;
	if (command === 'map' && !/^\d+$/.test(pid ?? '')) return undefined;
	if (new Set(rest).size < rest.length || !rest.every(word => known.has(word))) return undefined;
	const options = Object.fromEntries(rest.map(word => [word.replace(/^-+/, ''), true as const]));
	return {command: command as PlainLine['command'], pid, options: {color: true, ...options}};
}
