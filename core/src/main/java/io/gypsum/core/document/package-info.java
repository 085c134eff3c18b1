/** The JSON documents of a bucket, one record each, with their reading and writing (rest-api.md, section 1). */
@NullMarked
package io.gypsum.core.document;

import org.jspecify.annotations.NullMarked;
