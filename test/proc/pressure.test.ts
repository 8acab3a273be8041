import {readFileSync} from 'node:fs';
import test from 'ava';
import {parsePressure} from '../../source/proc/pressure.js';
import {ownFixture, sharedFixture} from '../support/fixtures.js';
import {comparisons, recordedFile, recordedTrees} from '../support/recorded-trees.js';

test('the figures of every recorded pressure file are those computed apart from our code', t => {
	const compared = comparisons(t, {own: 100, all: 200});
	for (const tree of recordedTrees(t)) {
		for (const [resource, expected] of Object.entries(tree.expected.system?.pressure ?? {})) {
			const text = recordedFile(tree.folder, 'proc/pressure', resource);
			t.deepEqual(parsePressure(text ?? new Uint8Array()), expected as never, `${tree.name} ${resource}`);
			compared.count(tree, 4 * Object.keys(expected).length);
		}
	}
	compared.finish();
});

test("a cgroup's memory.pressure has the same form", t => {
	const path = 'linux/debian12-6.12-swap/sys/fs/cgroup/app.slice/demo.scope/memory.pressure';
	const nothing = {avg10: 0, avg60: 0, avg300: 0, total: 0};
	t.deepEqual(parsePressure(readFileSync(ownFixture(path))), {some: nothing, full: nothing});
});

test('a file with only a full line has no some', t => {
	const file = sharedFixture(t, 'linux/node_exporter/proc/pressure/irq');
	if (!file) return;
	// The copy lost its last newline, so that its total might be cut.
	t.is(parsePressure(readFileSync(file)), undefined);
	const whole = Buffer.concat([readFileSync(file), Buffer.from('\n')]);
	t.deepEqual(parsePressure(whole), {full: {avg10: 0, avg60: 0, avg300: 0, total: 8494}});
});

const hostile = (name: string) =>
	parsePressure(readFileSync(ownFixture(`linux/hostile/pressure/proc/pressure/${name}`)));

test('the hand-made memory pressure without a full line has some alone, its total rounded', t => {
	t.deepEqual(hostile('memory'), {some: {avg10: 0, avg60: 0, avg300: 0, total: 2 ** 53}});
});

test('the hand-made io pressure of words that are no figures is missing', t => {
	t.is(hostile('io'), undefined);
});

test('the hand-made empty cpu pressure is missing', t => {
	t.is(hostile('cpu'), undefined);
});

const whole = 'some avg10=1.50 avg60=0.25 avg300=99.99 total=12\n';
const some = {avg10: 1.5, avg60: 0.25, avg300: 99.99, total: 12};

const forms: Array<[string, ReturnType<typeof parsePressure>]> = [
	[whole, {some}],
	[whole.slice(0, -1), undefined],
	[whole.replace('\n', '\r\n'), {some}],
	[`${whole}full avg10=1.50 avg60=0.25 total=12\n`, {some}],
	[`${whole}some avg10=3 avg60=3 avg300=3 total=3\n`, {some}],
	['some avg300=99.99 total=12 avg10=1.50 avg60=0.25 new=7\n', {some}],
	['some avg10=-1 avg60=0 avg300=0 total=0\n', undefined],
	['some avg10=1.5.0 avg60=0 avg300=0 total=0\n', undefined],
	['some avg10=1. avg60=0 avg300=0 total=0\n', undefined],
	['some avg10=0x1 avg60=0 avg300=0 total=0\n', undefined],
];

for (const [text, pressure] of forms) {
	test(`the pressure text ${JSON.stringify(text)} is ${pressure ? 'read' : 'missing'}`, t => {
		t.deepEqual(parsePressure(Buffer.from(text)), pressure);
	});
}
