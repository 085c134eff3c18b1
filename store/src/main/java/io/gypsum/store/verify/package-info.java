/**
 * Holds a whole bucket against its own documents, and mends what follows from others: start at {@link
 * io.gypsum.store.verify.Verifier}.
 */
@NullMarked
package io.gypsum.store.verify;

import org.jspecify.annotations.NullMarked;
