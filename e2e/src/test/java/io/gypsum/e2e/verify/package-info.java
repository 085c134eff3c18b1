/** {@code gypsum verify} on the bucket of a server. */
package io.gypsum.e2e.verify;
