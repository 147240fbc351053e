// One value that all tabs see at once: in IndexedDB, whose transactions come one after the other across the browser's
// processes. Where there is none (some private windows), nothing is kept, and each tab goes by what it knows itself.

/** @import { Session } from 'types' */

const STORE = 'session';

/** @type {Promise<IDBDatabase | null> | null} */
let opened = null;

function open() {
  opened ??= new Promise((resolve) => {
    const request = indexedDB.open('customary', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  }).catch(() => null); // open() itself throws where the browser keeps nothing
  return opened;
}

/**
 * What a request of one transaction gave; null if it gave nothing or failed.
 * @template Result
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<Result>} work
 * @returns {Promise<Result | null>}
 */
async function transact(mode, work) {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result ?? null);
    transaction.onabort = () => resolve(null);
  });
}

/** @type {() => Promise<Session | null>} */
export const read = () => transact('readonly', (store) => store.get(STORE));

/** @param {Session | null} value */
export const write = (value) => transact('readwrite', (store) => store.put(value, STORE));
