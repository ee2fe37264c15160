import * as xstate from "xstate";

/** The modules that a bundle may import: the server gives them. Everything else is part of the bundle. */
export const OUTSIDE_MODULES = { xstate };

/** The version of `xstate` that is installed; a test compares it with the package. */
const XSTATE_VERSION = "5.33.3";

/**
 * Counts the changes of what machines and server know of each other: the events, tags and actions of the contract, and
 * what a bundle exports. To be raised when machines for the server before no longer run on this one.
 */
const CONTRACT_VERSION = 1;

/** What a bundle is built for. A server loads bundles for its own engine only. */
export const ENGINE = `xstate ${XSTATE_VERSION}, contract ${CONTRACT_VERSION}`;
