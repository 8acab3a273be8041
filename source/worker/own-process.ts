/** What the memory-user reads and sets of itself. */
import {readFileSync, writeFileSync} from 'node:fs';
import type {Baseline} from './messages.js';

const name = 'memtui-worker';

/** Gives itself its name, and offers itself to the OOM killer: it takes this process before any other. */
export function introduceItself(): void {
	process.title = name;
	setOwn('comm', name);
	setOwn('oom_score_adj', '1000');
}

/** Ignores failure: it may not be Linux, or not be allowed in this container. */
function setOwn(file: 'comm' | 'oom_score_adj', text: string): void {
	try {
		writeFileSync(`/proc/self/${file}`, text);
	} catch {}
}

/** VmRSS and VmSize of /proc/self/status (proc(5)): in kB, so that no page size need be known. */
export function ownFigures(): Baseline {
	try {
		const status = readFileSync('/proc/self/status', 'utf8');
		const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
		return {rss: bytes('VmRSS'), vsz: bytes('VmSize')};
	} catch {
		return {rss: process.memoryUsage.rss()};
	}
}
