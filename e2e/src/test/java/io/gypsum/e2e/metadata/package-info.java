/** Metadata from outside: the index by command and by server, search, validation. */
package io.gypsum.e2e.metadata;
