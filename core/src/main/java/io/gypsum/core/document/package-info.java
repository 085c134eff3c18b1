/** The JSON documents of a bucket, one record each, with their reading and writing (wire contract, section 1). */
@NullMarked
package io.gypsum.core.document;

import org.jspecify.annotations.NullMarked;
