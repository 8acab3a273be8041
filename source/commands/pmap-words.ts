import {missing} from '../format.js';
import {outsideText, rawText, safeText} from '../safe-text.js';
import type {MapSource} from './map-source.js';

/** What the two formats of pmap have in common. */

/** The first line: PID and command line; of a saved text, whose process nobody knows, `-` and the file. */
export function pmapTitle({view, file}: MapSource): string {
	const {process} = view.reading;
	if (process.pid === 0) return `-:   ${safeText(outsideText(file ?? ''))}\n`;
	const command = process.facts?.command;
	// procps shows a line feed in an argument as a blank.
	const words =
		command === undefined
			? `[${safeText(process.name)}]`
			: safeText(outsideText(rawText(command).replaceAll('\n', ' ')));
	return `${process.pid}:   ${words}\n`;
}

/** Whole KiB; `-` where nothing is told. */
export function kibibytes(bytes: number | undefined): string {
	return bytes === undefined || Number.isNaN(bytes) ? missing : String(Math.floor(bytes / 1024));
}
