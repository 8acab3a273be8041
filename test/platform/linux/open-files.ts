import {readdirSync, readlinkSync} from 'node:fs';

/** The files below a folder that this process has open, a path for each descriptor, sorted. */
export function openFilesBelow(folder: string): readonly string[] {
	const open: string[] = [];
	for (const descriptor of readdirSync('/proc/self/fd')) {
		let path: string;
		try {
			path = readlinkSync(`/proc/self/fd/${descriptor}`);
		} catch {
			// The listing's own descriptor is closed by now.
			continue;
		}
		if (path.startsWith(`${folder}/`)) open.push(path);
	}
	return open.sort();
}
