import test from 'ava';
import {mapCsv} from '../../source/commands/map-csv.js';
import {processMap} from '../../source/commands/map-source.js';
import {regionView} from '../../source/model/region-view.js';
import {outsideText, safeText} from '../../source/safe-text.js';
import {ownFixture} from '../support/fixtures.js';
import {mapJson} from '../support/map-json.js';
import {readingOf} from '../support/samples.js';

/** Takes CSV apart as RFC 4180 says. */
function parse(text: string): string[][] {
	const rows: string[][] = [];
	for (const line of text.trimEnd().split('\n')) {
		rows.push(
			[...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
				quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
			),
		);
	}

	return rows;
}

test('the columns are the members of regions in the JSON, and so are the cells', async t => {
	for (const [tree, pid] of [
		['debian12-6.18', 16204],
		['debian12-6.12-swap', 161],
	] as const) {
		const {view} = await processMap(pid, {proc: ownFixture(`linux/${tree}/proc`)});
		const [head = [], ...rows] = parse([...mapCsv(view)].join(''));
		const {regions} = mapJson(view);
		t.deepEqual(head, Object.keys(regions[0] ?? {}));
		t.deepEqual(
			rows,
			regions.map(region =>
				Object.values(region).map(value => (value === null ? '' : safeText(outsideText(String(value))))),
			),
		);
	}
});

test('what is missing is empty, and never 0', t => {
	const view = regionView(readingOf([{start: 0x1000, end: 0x3000}]));
	t.is([...mapCsv(view)][1], '00001000,00003000,rw-p,0,00:00,0,,anonymous,,8192,,,,,,,,,,,,,,,,\n');
});

test('commas, quotes and blanks at an end are quoted, and control characters are one ? each', t => {
	const view = regionView(
		readingOf([
			{
				...{start: 0x1000, end: 0x2000, device: '08:01', inode: '18446744073709551615'},
				path: '/a,"b"\t\u001B[2J\r ',
				fields: {Size: 4, Rss: 0},
				vmFlags: 'rd mr',
			},
		]),
	);
	const text = [...mapCsv(view)][1] ?? '';
	t.true(text.includes(',"/a,""b""??[2J? ",data,"/a,""b""??[2J? ",4096,0,,'), text);
	t.true(text.includes(',18446744073709551615,'));
	t.true(text.endsWith(',rd mr\n'));
});

test('a name that only begins or ends with a blank is quoted too', t => {
	const named = (path: string) => ({
		start: 0x1000,
		end: 0x2000,
		inode: 3,
		device: '08:01',
		path,
		fields: {Size: 4},
		vmFlags: 'rd',
	});
	const lines = [...mapCsv(regionView(readingOf([named('/x ')])))];
	t.true(lines[1]?.includes(',3,"/x ",'));
	t.true([...mapCsv(regionView(readingOf([named('/x y')])))][1]?.includes(',3,/x y,'));
});
