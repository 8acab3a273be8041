import {spawnSync} from 'node:child_process';
import {arch, cpus, loadavg, release, totalmem, type} from 'node:os';

/** What a reader needs to judge figures: when, on what, with which Node, and how busy it was already. */
export function describeMachine(node: string): readonly string[] {
	const processors = cpus();
	const version = spawnSync(node, ['--version'], {encoding: 'utf8'}).stdout.trim();
	return [
		new Date().toISOString(),
		`${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
		`${type()} ${release()} ${arch()}, Node ${version}, load average ${loadavg()[0]?.toFixed(2)}`,
	];
}
