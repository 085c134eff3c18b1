/** The bucket of a server, read as a store through the client, and backups. */
@org.jspecify.annotations.NullMarked
package io.gypsum.e2e.store;
