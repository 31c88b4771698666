// Keeps writes under TWS's limit in every window of one second, the urgent ones first.

/** Who goes first when messages have to wait. */
export type Priority = 'cancel' | 'order' | 'account' | 'data';
