/**
 * The JSON documents of a bucket, one record each, and how they are read and written (rest-api.md, section 1). Start with
 * {@link io.gypsum.core.document.Manifest} and {@link io.gypsum.core.document.Lock}.
 */
@NullMarked
package io.gypsum.core.document;

import org.jspecify.annotations.NullMarked;
