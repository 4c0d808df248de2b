// What kinds of messages there are on Discord, and the flags they carry.

export const SYSTEM = { 1: "added", 4: "renamed", 6: "pinned", 18: "thread" };
const ORDINARY = new Set([0, 19, 20, 21, 23]);
export const STARTER = 21;
const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;
export const V2 = 1 << 15;

export const stampOf = (message) => Date.parse(message.timestamp) / 1000;
export const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const isOrdinary = (message) => ORDINARY.has(message.type);
export const isMine = (message, session) => message.author.id === session.as;
