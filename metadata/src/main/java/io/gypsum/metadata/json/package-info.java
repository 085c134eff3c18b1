/**
 * The form of metadata documents, which is the same for validation and for the index: {@link
 * io.gypsum.metadata.json.DocumentFormat}.
 */
@NullMarked
package io.gypsum.metadata.json;

import org.jspecify.annotations.NullMarked;
