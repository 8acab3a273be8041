import type {StoreApi} from 'zustand/vanilla';
import {parseRegionFilter} from '../model/region-filter.js';
import {type RegionSort, regionSortKeys} from '../model/region-order.js';
import type {PageReading, RegionExtras, RegionFailure, SharingReading} from '../platform/region-reading.js';
import {applyPages, movePicture, type PictureMove, zoomIn} from './picture-state.js';
import {openDetail, type RegionDetail} from './region-detail.js';
import {mapDifference, withMark} from './region-marks.js';
import {moveTo, selectedRow, stayOnRow, withLines, withRows} from './region-rows.js';
import type {RegionState} from './region-state.js';
import {nextMode, selectedType, stepBack, toggleOpen} from './region-steps.js';
import type {State} from './state.js';

/** Lines of a table that a picture has for itself: the head and the total. */
const tableRows = 2;

/** What a person may do in the region pane. Without a map every one of these does nothing. */

type Change = (regions: RegionState, state: State) => RegionState | undefined;

export function createRegionActions(store: StoreApi<State>) {
	/** Changes the mapped process's state; `undefined` leaves it as it is. */
	function change(how: Change): void {
		store.setState(state => {
			const next = state.regions && how(state.regions, state);
			return next ? {regions: next} : {};
		});
	}

	function notify(text: string, isError = false): void {
		store.setState({notice: {text, isError}});
	}

	function move(delta: number, picture: PictureMove): void {
		change((regions, {regionHeight, regionColumns}) => {
			const {view, detail, workingSet, scroll} = regions;
			if (detail || workingSet) return {...regions, scroll: Math.max(0, scroll + delta)};
			if (regions.mode === 'picture' && !regions.change) {
				if (!view) return undefined;
				// A picture needs no head and no total.
				const size = {columns: regionColumns, rows: regionHeight + tableRows};
				return {...regions, picture: movePicture(regions.picture, view, size, picture)};
			}
			return moveTo(regions, regions.selectedIndex + delta, regionHeight);
		});
	}

	/** Enter: opens a type or file to its regions, a region to its details, a picture to its pages. */
	function openSelected(): void {
		change((regions, {regionHeight}) => {
			const {view, detail, mode} = regions;
			if (!view) return undefined;
			if (detail) return lookForSharers(regions, detail);
			if (regions.workingSet) return undefined;
			if (mode === 'picture' && !regions.change) {
				const {picture} = regions;
				if (picture.zoom) return withOpened(regions, picture.zoom.start);
				return {...regions, picture: zoomIn(picture, view)};
			}
			const row = selectedRow(regions);
			if (row?.kind === 'group' || row?.kind === 'typeChange') return toggleOpen(regions, regionHeight);
			const index = row?.kind === 'regionChange' ? row.change.after[0] : row?.index;
			const start = index === undefined ? undefined : view.reading.map.start[index];
			return start === undefined ? undefined : withOpened(regions, start);
		});
	}

	function lookForSharers(regions: RegionState, detail: RegionDetail): RegionState | undefined {
		return detail.sharing === 'looking' ? undefined : {...regions, detail: {...detail, sharing: 'looking'}};
	}

	/** Esc: one step back; false when there is none in the pane. */
	function back(): boolean {
		const {regions, regionHeight} = store.getState();
		if (!regions) return false;
		const next = stepBack(regions, regionHeight);
		if (next) store.setState({regions: next});
		return next !== undefined;
	}

	function sort(next: RegionSort): void {
		change((regions, {regionHeight}) => stayOnRow(regions, withRows({...regions, sort: next}), regionHeight));
	}

	function sortBy(index: number): void {
		const key = regionSortKeys[(index + regionSortKeys.length) % regionSortKeys.length];
		if (key) sort({key, reverse: false});
	}

	function search(text: string): void {
		const filter = parseRegionFilter(text);
		change((regions, {regionHeight}) => {
			if ('error' in filter) return {...regions, filterText: text, filterError: filter.error};
			const next = {...regions, filterText: text, filter, filterError: undefined};
			return moveTo(withRows(next), 0, regionHeight);
		});
	}

	function mark(): void {
		const {regions} = store.getState();
		if (!regions?.view) {
			notify('no map to mark: Enter maps the selected process');
			return;
		}
		const marks = withMark(regions.marks, regions.view);
		change(() => ({...regions, marks}));
		notify(`marked: ${marks.length} ${marks.length === 1 ? 'mark' : 'marks'}; D shows what changed since`);
	}

	/** The difference from the newest mark; once it is there, the choice among marks. */
	function showChange(): void {
		const {regions} = store.getState();
		if (!regions || regions.marks.length === 0) notify('no mark yet: m marks the map as it is now');
		else if (!regions.change) chooseMark(0);
		else if (regions.marks.length > 1) store.setState({overlay: {kind: 'marks', index: 0}});
		else notify('there is one mark only: m sets another');
	}

	function chooseMark(index: number): void {
		change((regions, {regionHeight}) => {
			const since = regions.marks[index];
			if (!since || !regions.view) return undefined;
			const difference = mapDifference(since, regions.view);
			const openKey = difference.what.types[0]?.type;
			const over = {detail: undefined, workingSet: undefined};
			const changed = withLines({...regions, ...over, change: difference, openKey});
			return moveTo(changed, 0, regionHeight);
		});
	}

	/** `w`: what it costs is told before. */
	function askWorkingSet(): void {
		const {regions} = store.getState();
		if (!regions?.view || regions.ended !== undefined) notify('no living process is mapped: Enter maps one');
		else store.setState({overlay: {kind: 'workingSet'}});
	}

	/** Words on the type under the cursor. */
	function explain(): void {
		const {regions} = store.getState();
		const type = regions && selectedType(regions);
		if (type) store.setState({overlay: {kind: 'explain', type}});
		else notify('i explains the type that is selected in the Regions pane');
	}

	return {
		regionMove: move,
		openSelected,
		regionBack: back,
		nextRegionMode: () => change(nextMode),
		sortRegionsBy: sortBy,
		stepRegionSort: (delta: number) =>
			change(regions => {
				sortBy(regionSortKeys.indexOf(regions.sort.key) + delta);
				return undefined;
			}),
		reverseRegions: () =>
			change(regions => {
				sort({...regions.sort, reverse: !regions.sort.reverse});
				return undefined;
			}),
		search,
		mark,
		showChange,
		chooseMark,
		askWorkingSet,
		startWorkingSet: () =>
			change(regions => ({...regions, scroll: 0, detail: undefined, workingSet: {phase: 'clearing'}})),
		/** From the pane: its text can't be scrolled further. */
		boundScroll: (most: number) =>
			change(regions => (regions.scroll > most ? {...regions, scroll: most} : undefined)),
		explain,
		/** Answers to what the pane asked for; one that comes too late belongs to nobody. */
		applyExtras: (start: bigint, extras: RegionExtras) => change(withDetail(start, {extras})),
		applySharing: (start: bigint, sharing: SharingReading | RegionFailure) =>
			change(withDetail(start, {sharing})),
		applyPages: (start: bigint, pages: PageReading | RegionFailure) =>
			change(({picture, ...regions}) =>
				picture.zoom?.start === start ? {...regions, picture: applyPages(picture, pages)} : undefined,
			),
		applyCleared: (outcome: RegionFailure | {readonly at: number}) =>
			change(regions =>
				regions.workingSet?.phase !== 'clearing'
					? undefined
					: {
							...regions,
							workingSet:
								'at' in outcome ? {phase: 'cleared', at: outcome.at} : {phase: 'failed', failure: outcome},
						},
			),
	};
}

function withOpened(regions: RegionState, start: bigint): RegionState {
	return {...regions, scroll: 0, detail: openDetail(start)};
}

function withDetail(start: bigint, more: Partial<RegionDetail>): Change {
	return regions => {
		const {detail} = regions;
		return detail?.start === start ? {...regions, detail: {...detail, ...more}} : undefined;
	};
}
