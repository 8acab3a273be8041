import {createContext, useContext} from 'react';
import {useStore as useZustand} from 'zustand';
import type {State} from './state.js';
import type {MemtuiStore} from './store.js';

/** How components read the store: by a selector, so that they draw again only when its answer changes. */

export const StoreContext = createContext<MemtuiStore | undefined>(undefined);

function useMemtuiStore(): MemtuiStore {
	const store = useContext(StoreContext);
	if (!store) throw new Error('a pane stands outside StoreContext');
	return store;
}

export function useActions(): MemtuiStore['actions'] {
	return useMemtuiStore().actions;
}

export function useStore<T>(selector: (state: State) => T): T {
	return useZustand(useMemtuiStore(), selector);
}
