/** What follows from the documents: pure functions on values, without I/O. */
@NullMarked
package io.gypsum.core.decision;

import org.jspecify.annotations.NullMarked;
