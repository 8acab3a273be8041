import {keymap, shownKey} from '../../source/keymap.js';

const begin = '<!-- keys -->';
const end = '<!-- /keys -->';

/** The table of keys as the README shows it: a row a binding, in the order of the keymap. */
export function keyTable(): string {
	const cell = (text: string) => text.replaceAll('|', '\\|');
	const rows = keymap.map(binding => {
		const keys = binding.keys.map(key => `\`${shownKey(key)}\``).join(' ');
		return `| ${cell(keys)} | ${cell(binding.help)} |`;
	});
	return ['| keys | help |', '| --- | --- |', ...rows].join('\n');
}

/** What a README holds between the marks; `undefined` where it has none. */
export function keyTableOf(readme: string): string | undefined {
	const from = readme.indexOf(begin);
	const to = readme.indexOf(end, from);
	return from < 0 || to < 0 ? undefined : readme.slice(from + begin.length, to).trim();
}
