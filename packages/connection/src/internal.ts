// @cq/connection/internal: for sibling packages only; not covered by semver.

export { BoundedBuffer } from './buffer.js';
export type { BufferPolicy } from './buffer.js';
export { toContract } from './contract.js';
export { callSafely, Emitter } from './emitter.js';
export type { ListenerFailure } from './emitter.js';
export type { CallOptions, EndReason, Exchange, Stop } from './exchange.js';
export type { FrameTap } from './frame-tap.js';
export { addFrameTap, onNotice, onSession, sendNow, sendPaced } from './hooks.js';
export type { Remains, SessionHooks } from './hooks.js';
export { connectionFor } from './lend.js';
export type { ConnectionSource } from './lend.js';
export type { Priority } from './pacer.js';
export { getContractDetails, qualify } from './qualify.js';
export { onAbort } from './on-abort.js';
export { allocateReqId } from './request-ids.js';
export { request } from './request.js';
export type { RequestOptions } from './request.js';
export { settingsOf } from './settings-of.js';
export type { SharedSettings } from './settings-of.js';
export { subscribe } from './subscription.js';
export type { SubscribeOptions, Subscription } from './subscription.js';
export { fromTwsContract, toTwsContract } from './tws/contract.js';
