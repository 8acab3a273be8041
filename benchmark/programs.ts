import {spawnSync} from 'node:child_process';
import {type Environment, findCommand} from './environment.js';
import type {Options} from './options.js';

/** A program that is measured in a terminal. Each refreshes once a second. */
export type Program = {
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	/** `false` for one that draws nothing: no first frame, no key. */
	readonly draws: boolean;
	/** Keys that are typed as soon as it draws. */
	readonly typed?: string;
	/** Down keys that are pressed, when twelve are too few. */
	readonly presses?: number;
};

export const ours = 'memtui';
export const bareNode = 'bare Node';

// Each is its Debian package's name too.
const peers: Readonly<Record<string, readonly string[]>> = {
	htop: ['-d', '10'],
	btop: [],
	glances: ['-t', '1'],
};

/** Ours (where there is one), the peers that are there, and a bare Node with a timer. */
export function programsFor(options: Options, environment: Environment, notes: string[]): readonly Program[] {
	const {node, cli} = environment;
	return [
		...(cli === undefined ? [] : [{name: ours, command: node, args: [cli], draws: true}]),
		...options.peers.flatMap(name => {
			const command = findCommand(name);
			if (command === undefined) notes.push(`skipped: ${name} is not installed`);
			return command === undefined ? [] : [{name, command, args: peers[name] ?? [], draws: true}];
		}),
		{name: bareNode, command: node, args: ['-e', 'setInterval(() => {}, 1000)'], draws: false},
	];
}

/** Installs the peers that are missing where that can be done: as root, from Debian's archive. */
export function installPeers({install, peers}: Options, progress: (text: string) => void): void {
	const missing = peers.filter(name => findCommand(name) === undefined);
	const apt = findCommand('apt-get');
	if (!install || missing.length === 0 || apt === undefined || process.getuid?.() !== 0) return;
	const run = (...args: readonly string[]) =>
		spawnSync(apt, ['-qq', ...args], {
			env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
			stdio: 'ignore',
		}).status === 0;
	progress(`installing ${missing.join(', ')}`);
	if (run('install', '-y', ...missing)) return;
	run('update');
	// One by one: an archive that lacks one of them shall not cost the others.
	for (const name of missing) run('install', '-y', name);
}
