/** A server's bucket as a store, through the client. */
@org.jspecify.annotations.NullMarked
package io.gypsum.e2e.store;
