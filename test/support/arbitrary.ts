import fc from 'fast-check';
import type {LinuxMachine, Process} from '../../source/platform/platform.js';
import {outsideText} from '../../source/safe-text.js';
import {machineOf, processOf} from './samples.js';

/** Values of any shape that a machine could give, for property tests. */

/** What others put into names and paths: escapes, controls, bidi, wide and invalid characters among plain ones. */
export const hostileText = fc.oneof(
	fc.constantFrom(
		'\u001B]0;PWNED\u0007',
		'\u001B[2J\u001B[H',
		'\u009B31mred',
		'a\nb\r\tc',
		'\u202Egnp.exe',
		'a\u200Bb\uFEFF',
		'\u2028\u2029',
		'数据库服务器进程',
		'🐘👍🏽🚀',
		'e\u0301\u0301\u0301',
		'한글 이름',
		'\u1100\u1161\u11A8',
		'\uFFFD\uFFFD',
		'',
		' ',
	),
	fc.string({unit: 'grapheme', maxLength: 60}),
	fc.string({unit: 'binary', maxLength: 30}),
	fc.uint8Array({maxLength: 40}).map(bytes => Buffer.from(bytes).toString('utf8')),
);

const size = fc.option(fc.oneof(fc.nat(5000), fc.nat(2 ** 31), fc.constantFrom(0, 1023, 1024, 2 ** 47)), {
	nil: undefined,
});
const outside = fc.option(hostileText.map(outsideText), {nil: undefined});

/** A process with hostile names and any figures, any of which may be missing. */
export const anyProcess: fc.Arbitrary<Process> = fc
	.record({
		pid: fc.integer({min: 1, max: 4_194_304}),
		ppid: fc.nat(4_194_304),
		name: hostileText,
		state: fc.constantFrom(...'RSDZTtXI'),
		isKernelThread: fc.boolean(),
		cpuTime: fc.oneof(fc.nat(100_000), fc.nat(2 ** 31)),
		vsz: size,
		rankRss: fc.nat(2 ** 31),
		facts: fc.option(fc.record({uid: fc.constant(0), user: outside, command: outside}), {nil: undefined}),
		figures: fc.option(fc.record({rss: size, shared: size, swap: size}), {nil: undefined}),
		rollup: fc.option(fc.record({at: fc.constant(0), pss: size, uss: size}), {nil: undefined}),
	})
	.map(processOf);

const share = fc.double({min: 0, max: 100, noNaN: true});
const pressureLine = fc.record({avg10: share, avg60: share, avg300: share, total: fc.nat()});

/** A machine with any counters, any of which may be missing. */
export const anyMachine: fc.Arbitrary<LinuxMachine> = fc
	.tuple(
		fc.record({
			MemTotal: size,
			MemFree: size,
			MemAvailable: size,
			Cached: size,
			Shmem: size,
			AnonPages: size,
			Slab: size,
			SwapTotal: size,
			SwapFree: size,
			Committed_AS: size,
			CommitLimit: size,
		}),
		fc.option(fc.record({some: pressureLine, full: pressureLine}), {nil: undefined}),
		fc.option(
			fc.record({
				path: hostileText.map(outsideText),
				current: size,
				max: fc.nat(2 ** 31),
				events: fc.constant({}),
			}),
			{nil: undefined},
		),
	)
	.map(([meminfo, pressure, limit]) => machineOf(meminfo, {pressure, limit}));
