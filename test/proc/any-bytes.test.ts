import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {parseCgroup, parseLimit, parseMemoryEvents, parseOomControl} from '../../source/proc/cgroup.js';
import {parseCmdline} from '../../source/proc/cmdline.js';
import {parseFlatKeyed} from '../../source/proc/flat-keyed.js';
import {parseMeminfo} from '../../source/proc/meminfo.js';
import {parseMountinfo} from '../../source/proc/mountinfo.js';
import {parsePasswd} from '../../source/proc/passwd.js';
import {parsePidStat} from '../../source/proc/pid-stat.js';
import {parsePressure} from '../../source/proc/pressure.js';
import {parseSmapsRollup} from '../../source/proc/smaps-rollup.js';
import {parseStatm} from '../../source/proc/statm.js';
import {parseStatus} from '../../source/proc/status.js';
import {parseStackPointer} from '../../source/proc/syscall.js';
import {parseBootTime} from '../../source/proc/system-stat.js';
import {parseVmstat} from '../../source/proc/vmstat.js';
import {ownFixture} from '../support/fixtures.js';

const recorded = (...paths: readonly string[]) =>
	paths.map(path => readFileSync(ownFixture(`linux/${path}`)));
const written = (...texts: readonly string[]) => texts.map(text => Buffer.from(text));

type Case = {
	readonly parse: (bytes: Uint8Array) => unknown;
	readonly texts: readonly Buffer[];
	/** A text that was cut may give less, but no other figure than the whole one. */
	readonly keepsFigures: boolean;
};

const process = 'debian12-6.18/proc/16204';
const cgroup = 'debian12-6.12-swap/sys/fs/cgroup/app.slice';

const cases: Readonly<Record<string, Case>> = {
	parseMeminfo: {
		parse: parseMeminfo,
		texts: recorded('debian12-6.18/proc/meminfo', 'debian12-6.12-swap/proc/meminfo'),
		keepsFigures: true,
	},
	parseVmstat: {parse: parseVmstat, texts: recorded('debian12-6.18/proc/vmstat'), keepsFigures: true},
	parseFlatKeyed: {
		parse: parseFlatKeyed,
		texts: recorded(`${cgroup}/memory.stat`),
		keepsFigures: true,
	},
	parsePressure: {
		parse: parsePressure,
		texts: recorded('debian12-6.12-swap/proc/pressure/memory'),
		keepsFigures: true,
	},
	parsePidStat: {
		parse: parsePidStat,
		texts: recorded(`${process}/stat`, 'debian12-6.18/proc/16209/stat', 'debian12-6.18/proc/2/stat'),
		keepsFigures: true,
	},
	parseStatm: {parse: parseStatm, texts: recorded(`${process}/statm`), keepsFigures: true},
	parseStatus: {
		parse: parseStatus,
		texts: recorded(`${process}/status`, 'debian12-6.18/proc/16210/status'),
		keepsFigures: true,
	},
	parseCmdline: {
		parse: parseCmdline,
		texts: recorded(`${process}/cmdline`, 'debian12-6.18/proc/16213/cmdline'),
		keepsFigures: false,
	},
	parseSmapsRollup: {
		parse: parseSmapsRollup,
		texts: recorded(`${process}/smaps_rollup`),
		keepsFigures: true,
	},
	parseCgroup: {parse: parseCgroup, texts: recorded(`${process}/cgroup`), keepsFigures: true},
	// Files of one number, which the kernel never gives in pieces.
	parseLimit: {parse: parseLimit, texts: recorded(`${cgroup}/small.scope/memory.max`), keepsFigures: false},
	parseMemoryEvents: {
		parse: parseMemoryEvents,
		texts: recorded(`${cgroup}/small.scope/memory.events`),
		keepsFigures: true,
	},
	parseOomControl: {
		parse: parseOomControl,
		texts: recorded('debian12-6.18/sys/fs/cgroup/memory/memory.oom_control'),
		keepsFigures: true,
	},
	parsePasswd: {
		parse: bytes => Object.fromEntries(parsePasswd(bytes)),
		texts: written('root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:w:/var/www:/bin/sh\n'),
		keepsFigures: true,
	},
	parseBootTime: {parse: parseBootTime, texts: recorded('debian12-6.18/proc/stat'), keepsFigures: true},
	parseMountinfo: {
		parse: parseMountinfo,
		texts: written(
			'25 24 0:23 / /dev/shm rw,relatime shared:4 - tmpfs tmpfs rw,size=24684084k\n27 1 254:0 / /a\\040b rw - ext4 /dev/vda rw\n',
		),
		keepsFigures: true,
	},
	parseStackPointer: {
		parse: parseStackPointer,
		texts: written('0 0x3 0x7ff9 0x20000 0x7ff9 0xffffffff 0x0 0x7ffe473b1788 0x7ff92cacb2ad\n'),
		keepsFigures: true,
	},
};

/** Every number in a result is one that can be shown: no NaN, no infinity, nothing below 0 but nice. */
function impossible(value: unknown, key = ''): string | undefined {
	if (typeof value === 'number') {
		return Number.isFinite(value) && (value >= 0 || key === 'nice') ? undefined : `${key} is ${value}`;
	}
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [name, part] of Object.entries(value)) {
		const found = impossible(part, name);
		if (found) return found;
	}
	return undefined;
}

/** What a cut text gives that the whole one doesn't. */
function invented(part: unknown, whole: unknown, key = 'result'): string | undefined {
	if (part === undefined) return undefined;
	if (typeof part !== 'object' || part === null) {
		return part === whole ? undefined : `${key} is ${String(part)} instead of ${String(whole)}`;
	}
	for (const [name, value] of Object.entries(part)) {
		const found = invented(value, (whole as Record<string, unknown> | undefined)?.[name], name);
		if (found) return found;
	}
	return undefined;
}

const formBytes = fc.constantFrom(...Buffer.from('0123456789 \t\n\r\0:().-=/\\kBSxa,VmRsUidPsome'));
const anyText = fc.oneof(
	fc.uint8Array({maxLength: 300}),
	fc.array(formBytes, {maxLength: 300}).map(bytes => Uint8Array.from(bytes)),
);

for (const [name, {parse, texts, keepsFigures}] of Object.entries(cases)) {
	test(`${name} takes any bytes and gives no figure that cannot be`, t => {
		fc.assert(
			fc.property(anyText, bytes => {
				const before = Uint8Array.from(bytes);
				t.is(impossible(parse(bytes)), undefined);
				t.deepEqual(bytes, before, 'the bytes belong to the caller');
			}),
			{numRuns: 200},
		);
	});

	test(`${name} takes a real text with some bytes changed`, t => {
		const change = fc.tuple(fc.nat(), fc.oneof(formBytes, fc.nat(255)));
		fc.assert(
			fc.property(
				fc.constantFrom(...texts),
				fc.array(change, {minLength: 1, maxLength: 8}),
				(text, changes) => {
					const bytes = Uint8Array.from(text);
					for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
					t.is(impossible(parse(bytes)), undefined);
				},
			),
			{numRuns: 200},
		);
	});

	test(`${name} takes a real text that is cut at any byte${keepsFigures ? ' and gives no other figures' : ''}`, t => {
		for (const text of texts) {
			const whole = parse(text);
			for (let length = 0; length < text.length; length++) {
				const part = parse(text.subarray(0, length));
				const wrong = impossible(part) ?? (keepsFigures ? invented(part, whole) : undefined);
				if (wrong !== undefined) t.fail(`cut to ${length} bytes: ${wrong}`);
			}
			t.true(text.length > 0);
		}
	});
}

test('no parser throws at any recorded file, whatever file it is', t => {
	const root = ownFixture('linux');
	let read = 0;
	for (const entry of readdirSync(root, {recursive: true, withFileTypes: true})) {
		if (!entry.isFile()) continue;
		const bytes = readFileSync(`${entry.parentPath}/${entry.name}`).subarray(0, 65536);
		// A file of another kind may give figures, but never throw; smaps alone are so many that they are left out.
		if (entry.name.startsWith('smaps') && entry.name !== 'smaps_rollup') continue;
		for (const {parse} of Object.values(cases)) parse(bytes);
		read++;
	}
	t.true(read > 1000, `${read}`);
});
