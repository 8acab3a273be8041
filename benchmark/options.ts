import {parseArgs} from 'node:util';
import {type Part, parts} from './part.js';

/** What a person asked the bench to do. Times are seconds. */
export type Options = {
	readonly only: readonly Part[];
	readonly rounds: number;
	/** Extra idle processes, one series each. */
	readonly loads: readonly number[];
	readonly peers: readonly string[];
	/** What a program gets to settle, and how long its cost is then counted. */
	readonly warm: number;
	readonly window: number;
	readonly quick: boolean;
	readonly json: string | undefined;
	/** Another bundle than dist/cli.js, and another Node than the bench's own, to compare builds. */
	readonly ours: string | undefined;
	readonly node: string | undefined;
	/** Whether a missing peer may be installed, and a stale bundle built. */
	readonly install: boolean;
	readonly build: boolean;
	readonly help: boolean;
};

export const usage = `usage: npm run bench -- [--quick] [--only PART] [--rounds N] [--procs N,…] [--json FILE]

  --quick          under two minutes: one round beside htop and btop, smaller sizes
  --only PART      ${parts.join(', ')} (a list with commas; default: all)
  --rounds N       interleaved rounds of the screen and worker parts (default 5)
  --procs N,…      extra idle processes (default 0,1000)
  --peers NAME,…   htop, btop, glances (default: all)
  --warm SECONDS   before the cost of a screen is counted (default 6)
  --window SECONDS for how long it is counted (default 8)
  --json FILE      writes the findings there too
  --ours FILE      measures this cli.js in place of dist/cli.js
  --node FILE      measures with this Node in place of the one that runs the bench
  --no-install     doesn't install missing peers
  --no-build       doesn't build a stale dist/
`;

/** Reads the command line. Throws an `Error` that says what is wrong with it. */
export function parseOptions(args: readonly string[]): Options {
	const {values} = parseArgs({
		args: [...args],
		options: {
			quick: {type: 'boolean', default: false},
			only: {type: 'string', default: parts.join(',')},
			rounds: {type: 'string'},
			procs: {type: 'string', default: '0,1000'},
			peers: {type: 'string'},
			warm: {type: 'string'},
			window: {type: 'string'},
			json: {type: 'string'},
			ours: {type: 'string'},
			node: {type: 'string'},
			'no-install': {type: 'boolean', default: false},
			'no-build': {type: 'boolean', default: false},
			help: {type: 'boolean', default: false},
		},
	});
	const {quick} = values;
	return {
		only: list('--only', values.only, parts),
		rounds: amount('--rounds', values.rounds ?? (quick ? '1' : '5'), /^[1-9]\d?$/),
		loads: values.procs.split(',').map(load => amount('--procs', load, /^\d{1,5}$/)),
		peers: list('--peers', values.peers ?? (quick ? 'htop,btop' : 'htop,btop,glances'), [
			'htop',
			'btop',
			'glances',
		]),
		warm: amount('--warm', values.warm ?? (quick ? '3' : '6'), /^\d{1,3}(\.\d+)?$/),
		window: amount('--window', values.window ?? (quick ? '4' : '8'), /^[1-9]\d{0,3}(\.\d+)?$/),
		quick,
		json: values.json,
		ours: values.ours,
		node: values.node,
		install: !values['no-install'],
		build: !values['no-build'],
		help: values.help,
	};
}

function amount(option: string, text: string, form: RegExp): number {
	if (!form.test(text)) throw new Error(`${option} ${text}: not such a number`);
	return Number(text);
}

function list<Name extends string>(option: string, text: string, known: readonly Name[]): readonly Name[] {
	return text.split(',').map(word => {
		const name = known.find(candidate => candidate === word);
		if (name === undefined) throw new Error(`${option} ${word}: known are ${known.join(', ')}`);
		return name;
	});
}
