/** The wire contract's routes, one class per route or rule, asked of a server that all share. */
package io.gypsum.e2e.contract;
