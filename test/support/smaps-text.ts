/** Made-up regions as the kernel prints them, to show what a single one does. */

export type MadeRegion = {
	readonly start: number | bigint;
	readonly end: number | bigint;
	readonly perms?: string;
	readonly offset?: string;
	readonly device?: string;
	readonly inode?: number | string;
	readonly path?: string;
	/** kB by the kernel's name, in this order; text stands as it is. */
	readonly fields?: Readonly<Record<string, number | string>>;
	readonly vmFlags?: string | undefined;
};

/** A header as in maps: the path begins at column 73. */
export function header(region: MadeRegion): string {
	const {perms = 'rw-p', offset = '00000000', device = '00:00', inode = 0, path} = region;
	const hex = (address: number | bigint) => address.toString(16).padStart(8, '0');
	const line = `${hex(region.start)}-${hex(region.end)} ${perms} ${offset} ${device} ${inode} `;
	return `${path === undefined ? line : line.padEnd(73) + path}\n`;
}

/** An entry of smaps: numbers padded to eight digits, VmFlags with a blank at the end. */
export function entry(region: MadeRegion): string {
	const lines = Object.entries(region.fields ?? {}).map(([name, value]) =>
		typeof value === 'number'
			? `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`
			: `${name}:${value}\n`,
	);
	const flags = region.vmFlags === undefined ? '' : `VmFlags: ${region.vmFlags} \n`;
	return header(region) + lines.join('') + flags;
}

export function smapsText(...regions: readonly MadeRegion[]): Buffer {
	return Buffer.from(regions.map(entry).join(''), 'utf8');
}
