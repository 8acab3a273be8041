import type {AllocatorState, Platform, Process, Sample, Wanted} from '../../source/platform/platform.js';
import type {
	PageReading,
	RegionExtras,
	RegionFailure,
	RegionReading,
	SharedRegion,
	SharingReading,
} from '../../source/platform/region-reading.js';
import {sampleOf} from './samples.js';

const givenUp: RegionFailure = {failure: 'not read', message: 'given up'};
const notHere: RegionFailure = {failure: 'unsupported', message: 'the test says nothing of it'};

type Answer = 'sample' | 'look' | 'regions' | 'pages' | 'extras' | 'sharing' | 'clear';

/**
 * A platform whose machine is what a test says. Like a real one it reads exact figures, user and command only
 * of the pids that are wanted, and answers later when it is held up.
 */
export class FakePlatform implements Platform {
	readonly capabilities = {pss: true, regions: true, foreign: false};
	/** The processes that live, with all that can be told of them. */
	processes: readonly Process[] = [];
	/** Maps by pid; who has none is gone. */
	readonly maps = new Map<number, RegionReading | RegionFailure>();
	/** What is told of any pages, of any region, and of who shares it. */
	pageAnswer: PageReading | RegionFailure = notHere;
	extrasAnswer: RegionExtras = {};
	sharingAnswer: SharingReading | RegionFailure = notHere;
	/** Why bits can't be cleared. */
	clearAnswer: RegionFailure | undefined;
	/** CPU of workers by pid. */
	readonly cpu = new Map<number, number>();
	/** What was asked for, in order. */
	readonly samples: Wanted[] = [];
	readonly looks: Wanted[] = [];
	readonly mapped: {readonly pid: number; readonly signal: AbortSignal}[] = [];
	readonly pageReads: {
		readonly pid: number;
		readonly from: bigint;
		readonly to: bigint;
		readonly signal: AbortSignal;
	}[] = [];
	readonly extraReads: {readonly pid: number; readonly start: bigint}[] = [];
	readonly sharingReads: {
		readonly pid: number;
		readonly region: SharedRegion;
		readonly signal: AbortSignal;
	}[] = [];
	/** Pids whose referenced bits were cleared. */
	readonly cleared: number[] = [];
	readonly workers: (readonly number[])[] = [];
	isClosed = false;
	allocatorAnswer: AllocatorState = {};
	private readonly gates = new Map<Answer, Promise<void>>();
	private readonly errors = new Map<Answer, Error>();
	private last: Sample | undefined;

	constructor(private readonly clock: {now(): number}) {}

	/** From now on such answers wait; the returned function lets them go. */
	hold(answer: Answer): () => void {
		let open = () => {};
		const gate = new Promise<void>(resolve => {
			open = resolve;
		});
		this.gates.set(answer, gate);
		return () => {
			this.gates.delete(answer);
			open();
		};
	}

	/** From now on such answers fail, until it is called without an error. */
	fail(answer: Answer, error?: Error): void {
		if (error) this.errors.set(answer, error);
		else this.errors.delete(answer);
	}

	async machine(): Promise<Pick<Sample, 'at' | 'machine'>> {
		return this.take([]);
	}

	async sample(wanted: Wanted): Promise<Sample> {
		this.samples.push(wanted);
		const read = this.processes.map(process => (isWanted(wanted, process) ? process : ranked(process)));
		await this.pass('sample');
		this.last = this.take(read);
		return this.last;
	}

	async look(wanted: Wanted): Promise<Sample> {
		this.looks.push(wanted);
		await this.pass('look');
		if (!this.last) throw new Error('nothing was sampled yet');
		const full = new Map(this.processes.map(process => [process.pid, process]));
		const read = [...this.last.processes.values()].map(process =>
			isWanted(wanted, process) ? (full.get(process.pid) ?? process) : process,
		);
		this.last = {...this.last, processes: new Map(read.map(process => [process.pid, process]))};
		return this.last;
	}

	async regions(pid: number, signal: AbortSignal): Promise<RegionReading | RegionFailure> {
		this.mapped.push({pid, signal});
		await this.pass('regions');
		if (signal.aborted) return givenUp;
		return this.maps.get(pid) ?? {failure: 'gone', message: 'it ended'};
	}

	async pages(
		{pid}: Process,
		from: bigint,
		to: bigint,
		signal: AbortSignal,
	): Promise<PageReading | RegionFailure> {
		this.pageReads.push({pid, from, to, signal});
		await this.pass('pages');
		return signal.aborted ? givenUp : this.pageAnswer;
	}

	async regionExtras({pid}: Process, start: bigint): Promise<RegionExtras> {
		this.extraReads.push({pid, start});
		await this.pass('extras');
		return this.extrasAnswer;
	}

	async sharing(
		{pid}: Process,
		region: SharedRegion,
		_milliseconds: number,
		signal: AbortSignal,
	): Promise<SharingReading | RegionFailure> {
		this.sharingReads.push({pid, region, signal});
		await this.pass('sharing');
		return signal.aborted ? givenUp : this.sharingAnswer;
	}

	async clearReferenced({pid}: Process): Promise<RegionFailure | undefined> {
		this.cleared.push(pid);
		await this.pass('clear');
		return this.clearAnswer;
	}

	async workerCpu(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
		this.workers.push(pids);
		return new Map([...this.cpu].filter(([pid]) => pids.includes(pid)));
	}

	async allocator(): Promise<AllocatorState> {
		return this.allocatorAnswer;
	}

	close(): void {
		this.isClosed = true;
	}

	private take(processes: readonly Process[]): Sample {
		const monotonic = this.clock.now();
		return sampleOf(processes, {at: 1_795_435_200_000 + monotonic, monotonic});
	}

	private async pass(answer: Answer): Promise<void> {
		await this.gates.get(answer);
		const error = this.errors.get(answer);
		if (error) throw error;
	}
}

function isWanted(wanted: Wanted, {pid}: Process): boolean {
	return wanted.figures === 'all' || wanted.figures.includes(pid);
}

/** What a sweep knows of a process that nobody looks at. */
function ranked(process: Process): Process {
	return {...process, figures: undefined, facts: undefined, rollup: undefined, extras: undefined};
}
