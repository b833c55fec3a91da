// The address of the world that the page belongs to.

/** The world's base URL, without a trailing slash. */
export const BASE = location.origin + location.pathname.replace(/\/[^/]*$/, "");

/** The world's name, undefined for the default world. */
export const NAME = BASE.slice(location.origin.length).match(/\/w\/([^/]+)$/)?.[1];
