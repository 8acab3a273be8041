import {execFileSync} from 'node:child_process';
import {realpathSync} from 'node:fs';
import test from 'ava';
import {allocate} from '../support/allocation.js';
import {startMemtui} from '../support/memtui.js';

const {MEMTUI_NODE, MEMTUI_NODE_MAJOR} = process.env;

test('memtui and its memory-users run on the Node that is meant', async t => {
	const node = realpathSync(MEMTUI_NODE || process.execPath);
	const version = execFileSync(node, ['--version'], {encoding: 'utf8'}).trim();
	t.log(version);
	const major = MEMTUI_NODE ? MEMTUI_NODE_MAJOR : process.versions.node.split('.')[0];
	t.is(/^v(\d+)\./.exec(version)?.[1], major);

	const terminal = await startMemtui(t, {args: ['--interval', '0.2'], columns: 100, rows: 30});
	t.is(realpathSync(`/proc/${terminal.pid}/exe`), node);
	const worker = await allocate(terminal, '1');
	t.is(realpathSync(`/proc/${worker}/exe`), node);
});
