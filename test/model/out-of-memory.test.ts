import test from 'ava';
import {killCause, killSentence} from '../../source/model/out-of-memory.js';
import type {LinuxMachine, MemoryLimit} from '../../source/platform/platform.js';
import {outsideText} from '../../source/safe-text.js';
import {machineOf} from '../support/samples.js';

const M = 1024 ** 2;
const path = outsideText('/tests\u001B/a');

function machine(oomKill: number | undefined, events?: MemoryLimit['events']): LinuxMachine {
	return machineOf(
		{},
		{
			...(oomKill !== undefined && {vmstat: {oom_kill: oomKill}}),
			...(events && {limit: {path, max: 512 * M, events}}),
		},
	);
}

const inMegabytes = (bytes: number) => `${bytes / M}M`;
const told = (before: LinuxMachine, after: LinuxMachine) =>
	killSentence(77, killCause(before, after), inMegabytes);

test('a kill that the kernel counts in a cgroup at its limit names the cgroup and the limit', t => {
	const v2 = told(machine(4, {oomKill: 1, oom: 1, max: 9}), machine(5, {oomKill: 2, oom: 2, max: 12}));
	t.is(
		v2,
		"the kernel's OOM killer took the memory-user 77: its cgroup /tests?/a came to its limit of 512M; ask for less",
	);
	t.is(told(machine(4, {oomKill: 1, max: 9}), machine(5, {oomKill: 2, max: 12})), v2);
});

test('a kill in a cgroup whose limit was not hit is the whole machine’s', t => {
	const sentence =
		"the kernel's OOM killer took the memory-user 77: the machine had no memory left; ask for less";
	t.is(told(machine(4, {oomKill: 1, oom: 1}), machine(5, {oomKill: 2, oom: 1})), sentence);
	t.is(told(machine(4, {oomKill: 1, max: 9}), machine(5, {oomKill: 2, max: 9})), sentence);
	t.is(told(machine(4), machine(5)), sentence);
});

test('where no count rose somebody sent the signal, whatever is killed in other cgroups', t => {
	const sentence =
		"the memory-user 77 was killed by somebody's SIGKILL: the kernel's OOM killer has taken nothing since it started";
	t.is(told(machine(4), machine(4)), sentence);
	t.is(told(machine(4, {oomKill: 1, oom: 1}), machine(5, {oomKill: 1, oom: 2})), sentence);
});

test('where nothing is counted nothing is claimed', t => {
	const sentence = "the memory-user 77 was killed by SIGKILL, perhaps by the kernel's OOM killer";
	t.is(told(machine(undefined), machine(undefined)), sentence);
	t.is(told(machine(undefined, {}), machine(undefined, {})), sentence);
	t.deepEqual(killCause({kind: 'other', total: 1, free: 1}, machine(1)), {by: 'unknown'});
});

test('a cgroup that does not count its kills leaves the word to the machine', t => {
	t.deepEqual(killCause(machine(4, {max: 1}), machine(5, {max: 2})), {by: 'oom'});
	t.deepEqual(killCause(machine(4, {max: 1}), machine(4, {max: 2})), {by: 'somebody'});
});
