/** Metadata through the command and the server: index and search. */
package io.gypsum.e2e.metadata;
